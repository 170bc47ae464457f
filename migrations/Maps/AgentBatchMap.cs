using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class AgentBatchMap : IEntityTypeConfiguration<AgentBatch>
{
    public void Configure(EntityTypeBuilder<AgentBatch> builder)
    {
        builder.ToTable("agent_batches");
        builder.HasKey(b => new { b.AgentId, b.Seq });
        builder.HasIndex(b => b.ReceivedAt);
        builder.HasOne<Host>().WithMany().HasForeignKey(b => b.AgentId).OnDelete(DeleteBehavior.Cascade);
    }
}
