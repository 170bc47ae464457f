using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Data.Maps;

internal sealed class TicketFieldMap : IEntityTypeConfiguration<TicketField>
{
    public void Configure(EntityTypeBuilder<TicketField> builder)
    {
        builder.ToTable("ticket_fields");
        builder.Property(f => f.Name).HasMaxLength(TicketField.NameLength);
        builder.HasOne<TicketCategory>().WithMany().HasForeignKey(f => f.CategoryId).OnDelete(DeleteBehavior.Restrict);
    }
}
