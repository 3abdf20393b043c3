// `nest build` puts this over its own configuration. Maps of lines without columns: whole ones would take 9 MB of a gateway from
// the first error on whose stack is asked for.
export default { devtool: 'cheap-module-source-map' };
