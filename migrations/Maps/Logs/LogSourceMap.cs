using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Logs.Records;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class LogSourceMap : IEntityTypeConfiguration<LogSource>
{
    public void Configure(EntityTypeBuilder<LogSource> builder)
    {
        builder.ToTable("log_sources");
        builder.Property(s => s.Name).HasMaxLength(LogSource.NameLength);
        builder.Property(s => s.BlockReason).HasMaxLength(LogSource.BlockReasonLength);
        builder.HasIndex(s => new { s.HostId, s.Kind, s.Name }).IsUnique();
        builder.HasOne<Host>().WithMany().HasForeignKey(s => s.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
