using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Metrics.Matching;
using Monitor.Domain.Problems.Suppression;

namespace Monitor.Data.Maps;

internal sealed class MaintenanceWindowMap : IEntityTypeConfiguration<MaintenanceWindow>
{
    public void Configure(EntityTypeBuilder<MaintenanceWindow> builder)
    {
        builder.ToTable("maintenance");
        builder.Property(m => m.Name).HasMaxLength(MaintenanceWindow.NameLength);
        builder.Property(m => m.Reason).HasMaxLength(Silence.ReasonLength);
        builder.Property(m => m.Matchers).HasMaxLength(MatcherList.TextLength);
        builder.Property(m => m.Zone).HasMaxLength(MaintenanceWindow.ZoneLength);
        builder.Property(m => m.Recurrence).HasMaxLength(MaintenanceWindow.RecurrenceLength);
        builder.Property(m => m.StartsLocal).HasColumnType("timestamp without time zone");
        builder.Property(m => m.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
        builder.HasIndex(m => m.CommandKey).IsUnique().HasFilter("command_key IS NOT NULL");
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(m => m.AuthorUserId).OnDelete(DeleteBehavior.SetNull);
    }
}
