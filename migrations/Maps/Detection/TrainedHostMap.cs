using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Detection;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class TrainedHostMap : IEntityTypeConfiguration<TrainedHost>
{
    public void Configure(EntityTypeBuilder<TrainedHost> builder)
    {
        builder.ToTable("detector_hosts");
        builder.HasKey(h => h.HostId);
        builder.Property(h => h.HostId).ValueGeneratedNever();
        builder.HasOne<Host>().WithOne().HasForeignKey<TrainedHost>(h => h.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
