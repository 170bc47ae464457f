using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Metrics.Matching;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Data.Maps;

internal sealed class SilenceMap : IEntityTypeConfiguration<Silence>
{
    public void Configure(EntityTypeBuilder<Silence> builder)
    {
        builder.ToTable("silences");
        builder.Property(s => s.Matchers).HasMaxLength(MatcherList.TextLength);
        builder.Property(s => s.Reason).HasMaxLength(Silence.ReasonLength);
        builder.Property(s => s.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
        builder.HasIndex(s => s.EndsAt);
        builder.HasIndex(s => s.CommandKey).IsUnique().HasFilter("command_key IS NOT NULL");
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(s => s.AuthorUserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(s => s.EndedByUserId).OnDelete(DeleteBehavior.SetNull);
    }
}
