using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class AgentKeyMap : IEntityTypeConfiguration<AgentKey>
{
    public void Configure(EntityTypeBuilder<AgentKey> builder)
    {
        builder.ToTable("agent_keys");
        builder.HasIndex(k => k.HostId);
        builder.HasOne<Host>().WithMany().HasForeignKey(k => k.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
