/** Questions that visitors run; a test validates each against the schema and runs it. */
export const examples = [
  {
    name: 'rates',
    query: `{
  registrationRates(unit: "11", period: "2025") {
    title { name nameEn }
    registered { value certainty }
    recognised { value certainty }
    registeredRate { percent gap }
    baseline { value origin asOf sourceDocument }
    targets { percent of source }
  }
}`,
  },
  {
    name: 'communes',
    query: `{
  registrationRates(unit: "11", period: "2025", titles: ["LEARNING_CLAN"], breakdown: true) {
    unit { code name }
    registeredRate { percent gap reportedUnits }
    recognisedRate { percent gap reportedUnits }
  }
}`,
  },
  {
    name: 'units',
    query: `{
  units(search: "muong thanh", first: 10) {
    nodes { code name level parent { name } }
    totalCount
  }
}`,
  },
  {
    name: 'movements',
    query: `{
  movements(first: 10) {
    nodes { code name nameEn status startsOn endsOn legalBasis titles { name } }
  }
}`,
  },
] as const;
