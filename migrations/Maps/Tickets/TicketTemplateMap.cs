using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Data.Maps;

internal sealed class TicketTemplateMap : IEntityTypeConfiguration<TicketTemplate>
{
    public void Configure(EntityTypeBuilder<TicketTemplate> builder)
    {
        builder.ToTable("ticket_templates");
        builder.Property(t => t.Name).HasMaxLength(TicketTemplate.NameLength);
        builder.Property(t => t.Title).HasMaxLength(Ticket.TitleLength);
        builder.Property(t => t.Description).HasMaxLength(TicketEntry.TextLength);
        builder.HasIndex(t => t.Name).IsUnique();
        builder.HasOne<TicketCategory>().WithMany().HasForeignKey(t => t.CategoryId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Team>().WithMany().HasForeignKey(t => t.TeamId).OnDelete(DeleteBehavior.SetNull);
    }
}
