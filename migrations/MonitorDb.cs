using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Detection;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Problems.Suppression;
using Monitor.Domain.RootCause;
using Monitor.Domain.RootCause.Grading;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Domain.Tickets.Conversation;
using Monitor.Domain.Tickets.Knowledge;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Data;

/// <summary>Everything but samples. Samples live in hot_ticks and its kin, which Monitor.Web/Store reads and writes without EF.</summary>
public sealed class MonitorDb(DbContextOptions<MonitorDb> options) : IdentityUserContext<MonitorUser, int>(options)
{
    public DbSet<Host> Hosts => Set<Host>();
    public DbSet<HostInventory> HostInventories => Set<HostInventory>();
    public DbSet<HostGroup> HostGroups => Set<HostGroup>();
    public DbSet<HostTag> HostTags => Set<HostTag>();
    public DbSet<HostLink> HostLinks => Set<HostLink>();
    public DbSet<Service> Services => Set<Service>();
    public DbSet<ServiceLink> ServiceLinks => Set<ServiceLink>();
    public DbSet<TcpPeer> TcpPeers => Set<TcpPeer>();
    public DbSet<PeerDecision> PeerDecisions => Set<PeerDecision>();
    public DbSet<HostState> HostStates => Set<HostState>();
    public DbSet<HostEvent> Events => Set<HostEvent>();
    public DbSet<MetricStream> Streams => Set<MetricStream>();
    public DbSet<Series> Series => Set<Series>();
    public DbSet<AgentKey> AgentKeys => Set<AgentKey>();
    public DbSet<EnrolmentToken> EnrolmentTokens => Set<EnrolmentToken>();
    public DbSet<AgentBatch> AgentBatches => Set<AgentBatch>();
    public DbSet<Team> Teams => Set<Team>();
    public DbSet<TeamMember> TeamMembers => Set<TeamMember>();
    public DbSet<UserScope> UserScopes => Set<UserScope>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<SecondFactor> SecondFactors => Set<SecondFactor>();
    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();
    public DbSet<KeyRingEntry> KeyRing => Set<KeyRingEntry>();
    public DbSet<Anomaly> Anomalies => Set<Anomaly>();
    public DbSet<AnomalyLabel> AnomalyLabels => Set<AnomalyLabel>();
    public DbSet<AnomalyPattern> AnomalyPatterns => Set<AnomalyPattern>();
    public DbSet<DetectionSetting> DetectionSettings => Set<DetectionSetting>();
    public DbSet<DetectorState> DetectorStates => Set<DetectorState>();
    public DbSet<PeerGroup> DetectorGroups => Set<PeerGroup>();
    public DbSet<TrainedHost> DetectorHosts => Set<TrainedHost>();
    public DbSet<ForecastTask> ForecastTasks => Set<ForecastTask>();
    public DbSet<StoredForecast> Forecasts => Set<StoredForecast>();
    public DbSet<ForecastScore> ForecastScores => Set<ForecastScore>();
    public DbSet<ModelChoice> ModelChoices => Set<ModelChoice>();
    public DbSet<ModelRun> ModelRuns => Set<ModelRun>();
    public DbSet<LimitOutlook> LimitOutlooks => Set<LimitOutlook>();
    public DbSet<ReiDay> ReiDays => Set<ReiDay>();
    public DbSet<ReiProgress> ReiProgress => Set<ReiProgress>();
    public DbSet<EfficiencySetting> EfficiencySettings => Set<EfficiencySetting>();
    public DbSet<HostSize> HostSizes => Set<HostSize>();
    public DbSet<LogSource> LogSources => Set<LogSource>();
    public DbSet<LogTemplate> LogTemplates => Set<LogTemplate>();
    public DbSet<Rule> Rules => Set<Rule>();
    public DbSet<RuleOverride> RuleOverrides => Set<RuleOverride>();
    public DbSet<RuleVersion> RuleVersions => Set<RuleVersion>();
    public DbSet<Problem> Problems => Set<Problem>();
    public DbSet<ProblemChange> ProblemChanges => Set<ProblemChange>();
    public DbSet<Silence> Silences => Set<Silence>();
    public DbSet<MaintenanceWindow> Maintenance => Set<MaintenanceWindow>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<Prediction> Predictions => Set<Prediction>();
    public DbSet<Finding> Findings => Set<Finding>();
    public DbSet<Runbook> Runbooks => Set<Runbook>();
    public DbSet<RunbookVersion> RunbookVersions => Set<RunbookVersion>();
    public DbSet<RunbookSwitch> RunbookSwitches => Set<RunbookSwitch>();
    public DbSet<RunbookRun> RunbookRuns => Set<RunbookRun>();
    public DbSet<AgentCommand> AgentCommands => Set<AgentCommand>();
    public DbSet<HostActions> HostActions => Set<HostActions>();
    public DbSet<Ticket> Tickets => Set<Ticket>();
    public DbSet<TicketEntry> TicketEntries => Set<TicketEntry>();
    public DbSet<TicketEntryVersion> TicketEntryVersions => Set<TicketEntryVersion>();
    public DbSet<TicketCategory> TicketCategories => Set<TicketCategory>();
    public DbSet<TicketField> TicketFields => Set<TicketField>();
    public DbSet<TicketFieldValue> TicketFieldValues => Set<TicketFieldValue>();
    public DbSet<PriorityCell> PriorityCells => Set<PriorityCell>();
    public DbSet<TicketTemplate> TicketTemplates => Set<TicketTemplate>();
    public DbSet<TicketCheck> TicketChecks => Set<TicketCheck>();
    public DbSet<CannedAnswer> CannedAnswers => Set<CannedAnswer>();
    public DbSet<TicketLink> TicketLinks => Set<TicketLink>();
    public DbSet<TicketTag> TicketTags => Set<TicketTag>();
    public DbSet<TicketHost> TicketHosts => Set<TicketHost>();
    public DbSet<TicketWatcher> TicketWatchers => Set<TicketWatcher>();
    public DbSet<TicketWord> TicketWords => Set<TicketWord>();
    public DbSet<TicketDraft> TicketDrafts => Set<TicketDraft>();
    public DbSet<TicketRead> TicketReads => Set<TicketRead>();
    public DbSet<TicketMention> TicketMentions => Set<TicketMention>();
    public DbSet<Attachment> Attachments => Set<Attachment>();
    public DbSet<AttachmentContent> AttachmentContents => Set<AttachmentContent>();
    public DbSet<MailMessage> MailMessages => Set<MailMessage>();
    public DbSet<ServiceCalendar> ServiceCalendars => Set<ServiceCalendar>();
    public DbSet<SlaPolicy> SlaPolicies => Set<SlaPolicy>();
    public DbSet<EscalationStep> EscalationSteps => Set<EscalationStep>();
    public DbSet<SlaTimer> SlaTimers => Set<SlaTimer>();
    public DbSet<EscalationFiring> EscalationFirings => Set<EscalationFiring>();
    public DbSet<TicketAutomation> TicketAutomations => Set<TicketAutomation>();
    public DbSet<TicketView> TicketViews => Set<TicketView>();
    public DbSet<TicketRating> TicketRatings => Set<TicketRating>();
    public DbSet<Article> Articles => Set<Article>();
    public DbSet<CauseTurn> CauseTurns => Set<CauseTurn>();
    public DbSet<StoredPack> EvidencePacks => Set<StoredPack>();
    public DbSet<CauseVerdict> CauseVerdicts => Set<CauseVerdict>();
    public DbSet<Delivery> Deliveries => Set<Delivery>();
    public DbSet<BellNotice> BellNotices => Set<BellNotice>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(MonitorDb).Assembly);
        builder.HasPostgresExtension("pg_trgm");
        builder.HasSequence<int>("ticket_numbers");
        SnakeCase.Apply(builder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }
}
