import { graphql } from '../documents.js';

/** Movements with what a report needs to know of them. */
export const DeskMovements = graphql(`
  query DeskMovements($after: String) {
    movements(first: 100, after: $after) {
      nodes {
        code
        name
        nameEn
        kind
        scope
        status
        version
        startsOn
        startsOnPrecision
        endsOn
        launchingAuthority
        legalBasis
        launchedBy {
          code
          name
          nameEn
        }
        titles {
          code
          name
          nameEn
          counts
          subjectKind
          periodKind
        }
      }
      totalCount
    }
  }
`);

/** Figures as a person edits them: with the version that was seen. */
export const Cells = graphql(`
  query Cells($unit: UnitCode!, $period: Period!, $titles: [TitleCode!], $breakdown: Boolean) {
    registrationRates(unit: $unit, period: $period, titles: $titles, breakdown: $breakdown) {
      unit {
        code
        name
        nameEn
        level
      }
      title {
        code
      }
      basis
      version
      registered {
        value
        certainty
      }
      recognised {
        value
        certainty
      }
      baseline {
        value
        certainty
        asOf
        origin
        sourceDocument
      }
    }
  }
`);

/** The answer to a change. */
const Told = graphql(`
  fragment Told on ChangeResult @_unmask {
    __typename
    ... on Changed {
      changed
      version
      warnings
    }
    ... on Refusal {
      reason
      message
      field
    }
  }
`);

export const ReportTally = graphql(
  `
    mutation ReportTally($input: ReportTallyInput!) {
      reportTally(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

export const WithdrawTally = graphql(
  `
    mutation WithdrawTally(
      $unit: UnitCode!
      $title: TitleCode!
      $period: Period!
      $reason: String!
      $expectedVersion: Int
    ) {
      withdrawTally(
        unit: $unit
        title: $title
        period: $period
        reason: $reason
        expectedVersion: $expectedVersion
      ) {
        ...Told
      }
    }
  `,
  [Told],
);

/** The unit that bears a code on a day, one that was closed since too. */
export const UnitOn = graphql(`
  query UnitOn($code: UnitCode!, $asOf: Date) {
    unit(code: $code, asOf: $asOf) {
      code
      name
      nameEn
      level
      parent {
        code
      }
    }
  }
`);

/** A page of the roster of a commune. */
export const Roster = graphql(`
  query Roster(
    $unit: UnitCode!
    $title: TitleCode!
    $period: Period!
    $status: RegistrationStatus
    $search: String
    $first: Int
    $after: String
  ) {
    roster(
      unit: $unit
      title: $title
      period: $period
      status: $status
      search: $search
      first: $first
      after: $after
    ) {
      nodes {
        id
        key
        name
        status
        registeredAt
        byRecognition
        decisionNumber
        reason
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

export const RegisterSubjects = graphql(
  `
    mutation RegisterSubjects($input: RegisterSubjectsInput!) {
      registerSubjects(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

export const RecogniseSubjects = graphql(
  `
    mutation RecogniseSubjects($input: RecogniseSubjectsInput!) {
      recogniseSubjects(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

export const WithdrawSubjects = graphql(
  `
    mutation WithdrawSubjects($input: ChangeSubjectsInput!) {
      withdrawSubjects(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

export const RevokeRecognition = graphql(
  `
    mutation RevokeRecognition($input: ChangeSubjectsInput!) {
      revokeRecognition(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

export const RecordBaselines = graphql(
  `
    mutation RecordBaselines($input: RecordBaselinesInput!) {
      recordBaselines(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

export const SetTargets = graphql(
  `
    mutation SetTargets($input: SetTargetsInput!) {
      setTargets(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

/** Targets set at this very unit. */
export const Targets = graphql(`
  query Targets($unit: UnitCode!, $period: Period!) {
    targets(unit: $unit, period: $period, first: 100) {
      nodes {
        of
        percent
        source
        version
        title {
          code
          name
          nameEn
        }
      }
    }
  }
`);

export const Titles = graphql(`
  query Titles {
    titles {
      code
      name
      nameEn
      counts
      periodKind
      subjectKind
    }
  }
`);

const MovementTold = graphql(`
  fragment MovementTold on MovementResult @_unmask {
    __typename
    ... on Movement {
      code
      version
      status
    }
    ... on Refusal {
      reason
      message
      field
    }
  }
`);

export const DraftMovement = graphql(
  `
    mutation DraftMovement($input: DraftMovementInput!) {
      draftMovement(input: $input) {
        ...MovementTold
      }
    }
  `,
  [MovementTold],
);

export const LaunchMovement = graphql(
  `
    mutation LaunchMovement($code: ID!, $expectedVersion: Int) {
      launchMovement(code: $code, expectedVersion: $expectedVersion) {
        ...MovementTold
      }
    }
  `,
  [MovementTold],
);

export const CloseMovement = graphql(
  `
    mutation CloseMovement($code: ID!, $expectedVersion: Int) {
      closeMovement(code: $code, expectedVersion: $expectedVersion) {
        ...MovementTold
      }
    }
  `,
  [MovementTold],
);

export const ReopenMovement = graphql(
  `
    mutation ReopenMovement($code: ID!, $expectedVersion: Int, $reason: String!) {
      reopenMovement(code: $code, expectedVersion: $expectedVersion, reason: $reason) {
        ...MovementTold
      }
    }
  `,
  [MovementTold],
);

export const DeskCompetitions = graphql(`
  query DeskCompetitions($unit: UnitCode, $after: String) {
    competitions(unit: $unit, first: 50, after: $after) {
      nodes {
        code
        name
        nameEn
        level
        period
        status
        basis
        entryCount
        organiser {
          code
          name
          nameEn
        }
      }
      totalCount
    }
  }
`);

export const DeskCompetition = graphql(`
  query DeskCompetition($code: ID!) {
    competition(code: $code) {
      code
      name
      nameEn
      level
      period
      status
      basis
      version
      maxMembers
      organiser {
        code
        name
        nameEn
      }
      ranks {
        code
        name
        order
        quota
        special
      }
      decision {
        number
        signedOn
      }
    }
  }
`);

/** Entries as their committee sees them, withdrawn ones too. */
export const DeskEntries = graphql(`
  query DeskEntries($competition: ID!, $after: String) {
    entries(competition: $competition, first: 100, after: $after) {
      nodes {
        id
        code
        kind
        title
        field
        members
        supervisors
        status
        reason
        unit {
          code
          name
          nameEn
        }
        prizes {
          code
          name
          order
          special
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

const CompetitionTold = graphql(`
  fragment CompetitionTold on CompetitionResult @_unmask {
    __typename
    ... on Competition {
      code
      version
    }
    ... on Refusal {
      reason
      message
      field
    }
  }
`);

export const OpenCompetition = graphql(
  `
    mutation OpenCompetition($input: OpenCompetitionInput!) {
      openCompetition(input: $input) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

export const ReportCompetitionTally = graphql(
  `
    mutation ReportCompetitionTally($input: ReportCompetitionTallyInput!) {
      reportCompetitionTally(input: $input) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

/** Prizes of a unit and those below it; without a decision: of competitions of others. */
export const DeskPrizes = graphql(`
  query DeskPrizes($unit: UnitCode!, $search: String, $after: String) {
    honours(filter: { kinds: [PRIZE], unit: $unit, search: $search }, first: 100, after: $after) {
      nodes {
        id
        title
        members
        awardedOn
        period
        externalDecision
        recipient {
          name
          unit {
            code
            name
            nameEn
          }
        }
        competition {
          name
          nameEn
          organiserName
        }
        decision {
          number
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const RecordExternalPrizes = graphql(
  `
    mutation RecordExternalPrizes($input: RecordExternalPrizesInput!) {
      recordExternalPrizes(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

export const RemoveExternalPrizes = graphql(
  `
    mutation RemoveExternalPrizes($awards: [ID!]!, $reason: String!) {
      removeExternalPrizes(awards: $awards, reason: $reason) {
        ...Told
      }
    }
  `,
  [Told],
);

export const SubmitEntries = graphql(
  `
    mutation SubmitEntries($input: SubmitEntriesInput!) {
      submitEntries(input: $input) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

export const WithdrawEntries = graphql(
  `
    mutation WithdrawEntries($competition: ID!, $entries: [String!]!, $reason: String!) {
      withdrawEntries(competition: $competition, entries: $entries, reason: $reason) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

export const AwardPrizes = graphql(
  `
    mutation AwardPrizes($input: AwardPrizesInput!) {
      awardPrizes(input: $input) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

export const RemovePrizes = graphql(
  `
    mutation RemovePrizes($input: AwardPrizesInput!) {
      removePrizes(input: $input) {
        ...CompetitionTold
      }
    }
  `,
  [CompetitionTold],
);

const AwardsTold = graphql(`
  fragment AwardsTold on AwardsResult @_unmask {
    __typename
    ... on AwardsRecorded {
      awards {
        id
        certificateCode
      }
    }
    ... on Refusal {
      reason
      message
      field
    }
  }
`);

export const PublishResults = graphql(
  `
    mutation PublishResults($input: PublishResultsInput!) {
      publishResults(input: $input) {
        ...AwardsTold
      }
    }
  `,
  [AwardsTold],
);

export const Decisions = graphql(`
  query Decisions($status: DecisionStatus, $number: String, $after: String) {
    decisions(status: $status, number: $number, first: 50, after: $after) {
      nodes {
        id
        grants
        form
        emulationTitle
        competition
        period
        status
        recipients
        version
        decision {
          number
          signedOn
          authority
          signatory
          position
          issuer {
            code
            name
            nameEn
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

export const Awards = graphql(`
  query Awards($decision: ID!, $after: String) {
    awards(decision: $decision, first: 100, after: $after) {
      nodes {
        id
        title
        achievement
        evidence
        minor
        members
        status
        certificates {
          code
          holder
        }
        recipient {
          name
          kind
          position
          posthumous
          unit {
            code
            name
            nameEn
          }
        }
        revocation {
          ground
          reason
          decision {
            number
            signedOn
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

export const RecordCommendations = graphql(
  `
    mutation RecordCommendations($input: RecordCommendationsInput!) {
      recordCommendations(input: $input) {
        ...AwardsTold
      }
    }
  `,
  [AwardsTold],
);

export const RecordEmulationTitles = graphql(
  `
    mutation RecordEmulationTitles($input: RecordEmulationTitlesInput!) {
      recordEmulationTitles(input: $input) {
        ...AwardsTold
      }
    }
  `,
  [AwardsTold],
);

export const ReportAwardTally = graphql(
  `
    mutation ReportAwardTally($input: ReportAwardTallyInput!) {
      reportAwardTally(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

/** What is counted of a unit and those below it in a period. */
export const AwardCounts = graphql(`
  query AwardCounts($unit: UnitCode!, $period: Period!) {
    honoursSummary(unit: $unit, period: $period) {
      form
      authority
      subjectKind
      basis
      count
    }
  }
`);

export const PublishCommendations = graphql(
  `
    mutation PublishCommendations($decision: DecisionRef!) {
      publishCommendations(decision: $decision) {
        ...AwardsTold
      }
    }
  `,
  [AwardsTold],
);

export const RevokeAwards = graphql(
  `
    mutation RevokeAwards($input: RevokeAwardsInput!) {
      revokeAwards(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

export const RestoreAwards = graphql(
  `
    mutation RestoreAwards($input: RestoreAwardsInput!) {
      restoreAwards(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

export const CorrectAwards = graphql(
  `
    mutation CorrectAwards($input: CorrectAwardsInput!) {
      correctAwards(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

export const Duplicates = graphql(`
  query Duplicates($status: DuplicateStatus, $after: String) {
    possibleDuplicates(status: $status, first: 20, after: $after) {
      nodes {
        id
        among
        status
        note
        version
        unit {
          code
          name
          nameEn
        }
        first {
          id
          name
          what
        }
        second {
          id
          name
          what
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

export const DecideDuplicate = graphql(`
  mutation DecideDuplicate($input: DecideDuplicateInput!) {
    decideDuplicate(input: $input) {
      __typename
      ... on PossibleDuplicate {
        id
        status
        version
      }
      ... on Refusal {
        reason
        message
        field
      }
    }
  }
`);

export const Institutions = graphql(`
  query Institutions($search: String, $after: String) {
    units(level: INSTITUTION, search: $search, first: 50, after: $after) {
      nodes {
        code
        name
        nameEn
        kind
        parent {
          code
          name
          nameEn
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

export const RegisterInstitutions = graphql(
  `
    mutation RegisterInstitutions($input: RegisterInstitutionsInput!) {
      registerInstitutions(input: $input) {
        ...Told
      }
    }
  `,
  [Told],
);

/** How the read model is: its age, what could not be applied, and the last try to apply it. */
export const Operations = graphql(`
  query Operations($after: String) {
    readModel {
      asOf
      lagSeconds
    }
    deadLetters(first: 50, after: $after) {
      nodes {
        id
        topic
        reason
        tries
        buriedAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
    lastReplay {
      id
      requestedAt
      doneAt
      outcome
    }
  }
`);

export const ReplayDeadLetters = graphql(`
  mutation ReplayDeadLetters {
    replayDeadLetters {
      id
    }
  }
`);

export const Trail = graphql(`
  query Trail($service: AuditedService!, $actor: String, $action: String, $after: String) {
    auditTrail(service: $service, actor: $actor, action: $action, first: 50, after: $after) {
      nodes {
        id
        seq
        at
        actor
        role
        unit
        action
        target
        correlationId
        hash
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

const NominationRow = graphql(`
  fragment NominationRow on Nomination @_unmask {
    id
    version
    status
    group
    name
    position
    headline
    headlineEn
    story
    storyEn
    minor
    note
    basis
    featured
    awardChanged
    erased
    slug
    period
    nominatedAt
    publishedAt
    unit {
      code
      name
      nameEn
    }
    channels {
      channel
      on
    }
    honours {
      id
      title
      achievement
    }
  }
`);

export const Nominations = graphql(
  `
    query Nominations($status: ExemplarStatus, $search: String, $after: String) {
      nominations(status: $status, search: $search, first: 50, after: $after) {
        nodes {
          ...NominationRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
        totalCount
      }
    }
  `,
  [NominationRow],
);

const NominationTold = graphql(`
  fragment NominationTold on NominationResult @_unmask {
    __typename
    ... on Nomination {
      id
      version
      status
    }
    ... on Refusal {
      reason
      message
      field
    }
  }
`);

/** Awards in force that a nomination may rest on. */
export const AwardsOf = graphql(`
  query AwardsOf($search: String!, $unit: UnitCode!) {
    honours(
      filter: { kinds: [COMMENDATION, EMULATION_TITLE, PRIZE], search: $search, unit: $unit }
      first: 20
    ) {
      nodes {
        id
        title
        achievement
        awardedOn
        recipient {
          name
          unit {
            name
            nameEn
          }
        }
        decision {
          number
        }
      }
      totalCount
    }
  }
`);

export const NominateExemplar = graphql(
  `
    mutation NominateExemplar($input: NominateExemplarInput!) {
      nominateExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

export const StartReview = graphql(
  `
    mutation StartReview($id: ID!, $expectedVersion: Int) {
      startReview(id: $id, expectedVersion: $expectedVersion) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

export const ReviewExemplar = graphql(
  `
    mutation ReviewExemplar($input: ReviewExemplarInput!) {
      reviewExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

export const SupplementExemplar = graphql(
  `
    mutation SupplementExemplar($input: SupplementExemplarInput!) {
      supplementExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

export const PublishExemplar = graphql(
  `
    mutation PublishExemplar($input: PublishExemplarInput!) {
      publishExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

export const FeatureExemplar = graphql(
  `
    mutation FeatureExemplar($id: ID!, $featured: Boolean!, $expectedVersion: Int) {
      featureExemplar(id: $id, featured: $featured, expectedVersion: $expectedVersion) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

export const AnnounceExemplar = graphql(
  `
    mutation AnnounceExemplar($input: AnnounceExemplarInput!) {
      announceExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

export const WithdrawExemplar = graphql(
  `
    mutation WithdrawExemplar($input: WithdrawExemplarInput!) {
      withdrawExemplar(input: $input) {
        ...NominationTold
      }
    }
  `,
  [NominationTold],
);

export const DeskConferences = graphql(`
  query DeskConferences($unit: UnitCode) {
    conferences(unit: $unit, first: 50) {
      nodes {
        id
        name
        heldOn
        period
        basis
        honoureeCount
        unit {
          code
          name
          nameEn
        }
      }
      totalCount
    }
  }
`);

export const HoldConference = graphql(`
  mutation HoldConference($input: HoldConferenceInput!) {
    holdConference(input: $input) {
      __typename
      ... on Conference {
        id
      }
      ... on Refusal {
        reason
        message
        field
      }
    }
  }
`);
