"""Columns of an HMIS CSV 2026 export, in HUD's order, for the files that Hearth writes.

Source: HMIS CSV Format Specifications FY2026 (HUD). The last two files are not HUD's: they
keep genders and languages, which 2026 no longer asks, as the Open Path warehouse keeps them.
"""

from collections.abc import Mapping

_TEXT: Mapping[str, str] = {
    "Export.csv": (
        "ExportID SourceType SourceID SourceName SourceContactFirst SourceContactLast "
        "SourceContactPhone SourceContactExtension SourceContactEmail ExportDate "
        "ExportStartDate ExportEndDate SoftwareName SoftwareVersion CSVVersion "
        "ExportPeriodType ExportDirective HashStatus ImplementationID "
    ),
    "Organization.csv": (
        "OrganizationID OrganizationName VictimServiceProvider OrganizationCommonName "
        "DateCreated DateUpdated UserID DateDeleted ExportID "
    ),
    "Project.csv": (
        "ProjectID OrganizationID ProjectName ProjectCommonName OperatingStartDate "
        "OperatingEndDate ContinuumProject ProjectType HousingType RRHSubType "
        "ResidentialAffiliation TargetPopulation HOPWAMedAssistedLivingFac PITCount "
        "DateCreated DateUpdated UserID DateDeleted ExportID "
    ),
    "Inventory.csv": (
        "InventoryID ProjectID CoCCode HouseholdType Availability UnitInventory BedInventory "
        "CHVetBedInventory YouthVetBedInventory VetBedInventory CHYouthBedInventory "
        "YouthBedInventory CHBedInventory OtherBedInventory ESBedType InventoryStartDate "
        "InventoryEndDate DateCreated DateUpdated UserID DateDeleted ExportID "
    ),
    "Client.csv": (
        "PersonalID FirstName MiddleName LastName NameSuffix NameDataQuality SSN "
        "SSNDataQuality DOB DOBDataQuality Sex AmIndAKNative Asian BlackAfAmerican "
        "HispanicLatinao MidEastNAfrican NativeHIPacific White RaceNone "
        "AdditionalRaceEthnicity VeteranStatus YearEnteredService YearSeparated WorldWarII "
        "KoreanWar VietnamWar DesertStorm AfghanistanOEF IraqOIF IraqOND OtherTheater "
        "MilitaryBranch DischargeStatus DateCreated DateUpdated UserID DateDeleted ExportID "
    ),
    "Enrollment.csv": (
        "EnrollmentID PersonalID ProjectID EntryDate HouseholdID RelationshipToHoH "
        "EnrollmentCoC LivingSituation RentalSubsidyType LengthOfStay LOSUnderThreshold "
        "PreviousStreetESSH DateToStreetESSH TimesHomelessPastThreeYears "
        "MonthsHomelessPastThreeYears DisablingCondition DateOfEngagement MoveInDate "
        "DateOfPATHStatus ClientEnrolledInPATH ReasonNotEnrolled PercentAMI ReferralSource "
        "CountOutreachReferralApproaches DateOfBCPStatus EligibleForRHY ReasonNoServices "
        "RunawayYouth MentalHealthConsultation FormerWardChildWelfare ChildWelfareYears "
        "ChildWelfareMonths FormerWardJuvenileJustice JuvenileJusticeYears "
        "JuvenileJusticeMonths UnemploymentFam MentalHealthDisorderFam PhysicalDisabilityFam "
        "AlcoholDrugUseDisorderFam InsufficientIncome IncarceratedParent VAMCStation "
        "TargetScreenReqd TimeToHousingLoss AnnualPercentAMI LiteralHomelessHistory "
        "ClientLeaseholder HOHLeaseholder SubsidyAtRisk EvictionHistory CriminalRecord "
        "IncarceratedAdult PrisonDischarge SexOffender DisabledHoH CurrentPregnant "
        "SingleParent DependentUnder6 HH5Plus CoCPrioritized HPScreeningScore ThresholdScore "
        "DateCreated DateUpdated UserID DateDeleted ExportID "
    ),
    "Exit.csv": (
        "ExitID EnrollmentID PersonalID ExitDate Destination DestinationSubsidyType "
        "OtherDestination HousingAssessment SubsidyInformation ProjectCompletionStatus "
        "EarlyExitReason ExchangeForSex ExchangeForSexPastThreeMonths CountOfExchangeForSex "
        "AskedOrForcedToExchangeForSex AskedOrForcedToExchangeForSexPastThreeMonths "
        "WorkplaceViolenceThreats WorkplacePromiseDifference CoercedToContinueWork "
        "LaborExploitPastThreeMonths CounselingReceived IndividualCounseling FamilyCounseling "
        "GroupCounseling SessionCountAtExit PostExitCounselingPlan SessionsInPlan "
        "DestinationSafeClient DestinationSafeWorker PosAdultConnections PosPeerConnections "
        "PosCommunityConnections AftercareDate AftercareProvided EmailSocialMedia Telephone "
        "InPersonIndividual InPersonGroup CMExitReason DateCreated DateUpdated UserID "
        "DateDeleted ExportID "
    ),
    "HealthAndDV.csv": (
        "HealthAndDVID EnrollmentID PersonalID InformationDate DomesticViolenceSurvivor "
        "WhenOccurred CurrentlyFleeing GeneralHealthStatus DentalHealthStatus "
        "MentalHealthStatus PregnancyStatus DueDate DataCollectionStage DateCreated "
        "DateUpdated UserID DateDeleted ExportID "
    ),
    "Disabilities.csv": (
        "DisabilitiesID EnrollmentID PersonalID InformationDate DisabilityType "
        "DisabilityResponse IndefiniteAndImpairs TCellCountAvailable TcellCount TcellSource "
        "ViralLoadAvailable ViralLoad ViralLoadSource AntiRetroviral DataCollectionStage "
        "DateCreated DateUpdated UserID DateDeleted ExportID "
    ),
    "CustomGender.csv": (
        "PersonalID Woman Man NonBinary CulturallySpecific Transgender Questioning "
        "DifferentIdentity GenderNone DifferentIdentityText DateCreated DateUpdated UserID "
        "DateDeleted ExportID "
    ),
    "CustomEnrollmentFY26Deprecations.csv": (
        "EnrollmentID PersonalID SexualOrientation SexualOrientationOther TranslationNeeded "
        "PreferredLanguage PreferredLanguageDifferent DateCreated DateUpdated UserID "
        "DateDeleted ExportID "
    ),
}

COLUMNS: Mapping[str, tuple[str, ...]] = {file: tuple(t.split()) for file, t in _TEXT.items()}
