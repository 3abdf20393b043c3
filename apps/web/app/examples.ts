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
  {
    name: 'honours',
    query: `{
  honoursSummary(unit: "11", period: "2024-2025") {
    kind form authority subjectKind basis count
  }
  honours(filter: { unit: "11", search: "nguyen" }, first: 10) {
    nodes { title recipient { name unit { name } } decision { number signedOn } }
    totalCount
  }
}`,
  },
  {
    name: 'competition',
    query: `{
  competition(code: "KHKT-TINH-2024-2025") {
    name entryCount prizeCount withoutPrize
    prizesByRank { rank { name } count percentOfEntries }
  }
}`,
  },
  {
    name: 'exemplars',
    query: `{
  exemplarsSummary(unit: "11", period: "2024-2025") { group basis count }
  exemplars(filter: { unit: "11" }, first: 10) {
    nodes { slug name headline unit { name } }
  }
}`,
  },
] as const;
