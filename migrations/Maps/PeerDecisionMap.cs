using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;

namespace Monitor.Data.Maps;

internal sealed class PeerDecisionMap : IEntityTypeConfiguration<PeerDecision>
{
    public void Configure(EntityTypeBuilder<PeerDecision> builder)
    {
        builder.ToTable("peer_decisions");
        builder.HasKey(d => new { d.CallerHostId, d.CalledHostId, d.Port });
        builder.HasIndex(d => d.CalledHostId);
        builder.HasIndex(d => d.UserId);
        builder.HasOne<Host>().WithMany().HasForeignKey(d => d.CallerHostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Host>().WithMany().HasForeignKey(d => d.CalledHostId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(d => d.UserId).OnDelete(DeleteBehavior.SetNull);
    }
}
