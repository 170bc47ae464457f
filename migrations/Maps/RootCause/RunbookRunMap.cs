using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class RunbookRunMap : IEntityTypeConfiguration<RunbookRun>
{
    public void Configure(EntityTypeBuilder<RunbookRun> builder)
    {
        builder.ToTable("runbook_runs");
        builder.Property(r => r.CauseKey).HasMaxLength(400);
        builder.Property(r => r.ProposalKey).HasMaxLength(RunbookRun.KeyLength);
        builder.Property(r => r.Outcome).HasMaxLength(RunbookRun.OutcomeLength);
        builder.HasIndex(r => r.ProposalKey).IsUnique();
        builder.HasIndex(r => r.TicketId);
        builder.HasIndex(r => new { r.RunbookId, r.StartedAt });
        builder.HasIndex(r => r.State).HasFilter("state IN ('Proposed', 'AwaitingApproval', 'Approved', 'Sent', 'Running', 'Succeeded')").HasDatabaseName("ix_runbook_runs_open");
        builder.Property(r => r.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
        builder.HasOne<Runbook>().WithMany().HasForeignKey(r => r.RunbookId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(r => r.TicketId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Problem>().WithMany().HasForeignKey(r => r.ProblemId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Host>().WithMany().HasForeignKey(r => r.HostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(r => r.RequestedByUserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(r => r.ApprovedByUserId).OnDelete(DeleteBehavior.SetNull);
    }
}
