using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Data.Maps;

internal sealed class PriorityCellMap : IEntityTypeConfiguration<PriorityCell>
{
    public void Configure(EntityTypeBuilder<PriorityCell> builder)
    {
        builder.ToTable("priority_matrix");
        builder.HasKey(c => new { c.Impact, c.Urgency });
        builder.HasData(PriorityMatrix.Shipped);
    }
}
