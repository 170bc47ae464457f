using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;
using Monitor.Domain.Problems;
using Monitor.Domain.Problems.Ledger;
using Monitor.Domain.Problems.Rules;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class ProblemMap : IEntityTypeConfiguration<Problem>
{
    public void Configure(EntityTypeBuilder<Problem> builder)
    {
        builder.ToTable("problems");
        builder.Property(p => p.Fingerprint).HasMaxLength(1300);
        builder.Property(p => p.Metric).HasMaxLength(200);
        builder.Property(p => p.Labels).HasMaxLength(Series.LabelsLength);
        builder.Property(p => p.Summary).HasMaxLength(2000);
        builder.HasIndex(p => p.Fingerprint).IsUnique().HasFilter("ended_at IS NULL").HasDatabaseName("ix_problems_one_open");
        builder.HasIndex(p => new { p.HostId, p.BeganAt });
        builder.Property(p => p.EndText).HasMaxLength(2000);
        builder.HasIndex(p => new { p.Fingerprint, p.Id });
        builder.HasIndex(p => p.OpenedAt).HasFilter("ended_at IS NULL");
        builder.Property(p => p.State).HasColumnName("ledger").HasColumnType("jsonb").HasDefaultValueSql("'{}'")
            .HasConversion(s => ProblemStateJson.Write(s), json => ProblemStateJson.Read(json));
        builder.HasIndex(p => p.TicketId);
        builder.HasIndex(p => p.BeganAt);
        builder.HasOne<Host>().WithMany().HasForeignKey(p => p.HostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Rule>().WithMany().HasForeignKey(p => p.RuleId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Problem>().WithMany().HasForeignKey(p => p.PreviousProblemId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(p => p.TicketId).OnDelete(DeleteBehavior.SetNull);
    }
}
