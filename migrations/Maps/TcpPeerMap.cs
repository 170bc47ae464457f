using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Metrics;
using Monitor.Domain.Metrics.Topology;

namespace Monitor.Data.Maps;

internal sealed class TcpPeerMap : IEntityTypeConfiguration<TcpPeer>
{
    public void Configure(EntityTypeBuilder<TcpPeer> builder)
    {
        builder.ToTable("tcp_peers");
        builder.HasKey(p => new { p.HostId, p.Direction, p.Address, p.Port });
        builder.Property(p => p.Address).HasMaxLength(TcpPeer.AddressLength);
        builder.Property(p => p.Process).HasMaxLength(TcpPeer.ProcessLength);
        builder.HasIndex(p => p.LastSeen);
        builder.HasOne<Host>().WithMany().HasForeignKey(p => p.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
