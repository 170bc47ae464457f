using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Notifications;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Problems.Suppression;
using Monitor.Domain.Tickets;

namespace Monitor.Data;

/// <summary>Everything but samples. Samples live in hot_ticks and its kin, which Monitor.Web/Store reads and writes without EF.</summary>
public sealed class MonitorDb(DbContextOptions<MonitorDb> options) : IdentityUserContext<MonitorUser, int>(options)
{
    public DbSet<Host> Hosts => Set<Host>();
    public DbSet<HostInventory> HostInventories => Set<HostInventory>();
    public DbSet<HostGroup> HostGroups => Set<HostGroup>();
    public DbSet<HostTag> HostTags => Set<HostTag>();
    public DbSet<HostLink> HostLinks => Set<HostLink>();
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
    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();
    public DbSet<AuditEntry> Audit => Set<AuditEntry>();
    public DbSet<KeyRingEntry> KeyRing => Set<KeyRingEntry>();
    public DbSet<Rule> Rules => Set<Rule>();
    public DbSet<RuleOverride> RuleOverrides => Set<RuleOverride>();
    public DbSet<RuleVersion> RuleVersions => Set<RuleVersion>();
    public DbSet<Problem> Problems => Set<Problem>();
    public DbSet<ProblemChange> ProblemChanges => Set<ProblemChange>();
    public DbSet<Silence> Silences => Set<Silence>();
    public DbSet<MaintenanceWindow> Maintenance => Set<MaintenanceWindow>();
    public DbSet<Decision> Decisions => Set<Decision>();
    public DbSet<Ticket> Tickets => Set<Ticket>();
    public DbSet<TicketEntry> TicketEntries => Set<TicketEntry>();
    public DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(MonitorDb).Assembly);
        builder.HasSequence<int>("ticket_numbers");
        SnakeCase.Apply(builder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }
}
