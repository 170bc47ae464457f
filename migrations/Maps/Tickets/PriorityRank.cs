using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

/// <summary>A ticket's priority as a number, 0 for low to 3 for urgent, by which an index can sort: the priority itself is stored by its name.</summary>
public static class PriorityRank
{
    /// <summary>The name of the property that queries use with <c>EF.Property</c>.</summary>
    public const string Name = "PriorityRank";

    internal static void HasPriorityRank(this EntityTypeBuilder<Ticket> builder)
    {
        builder.Property<short>(Name).IsKept("(CASE priority WHEN 'Low' THEN 0 WHEN 'Medium' THEN 1 WHEN 'High' THEN 2 ELSE 3 END)::smallint");
        builder.HasIndex(Name, nameof(Ticket.Number)).HasFilter("assignee_user_id IS NULL").HasDatabaseName("ix_tickets_unassigned_by_priority");
    }
}
