using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class ReiDayMap : IEntityTypeConfiguration<ReiDay>
{
    public void Configure(EntityTypeBuilder<ReiDay> builder)
    {
        builder.ToTable("rei_days");
        builder.HasKey(d => new { d.HostId, d.Day });
        builder.Property(d => d.Use).HasMaxLength(DayUse.Length);
        builder.HasIndex(d => d.Day);
        builder.HasOne<Host>().WithMany().HasForeignKey(d => d.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
