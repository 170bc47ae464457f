using Monitor.Data;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Web.Dashboard.Demo;

/// <summary>What the demo's tickets are made of: a few categories with a field, and a template.</summary>
internal sealed record DemoCatalog(int Printer, int Files, int Accounts)
{
    public static async Task<DemoCatalog> WriteAsync(MonitorDb db, int teamId, CancellationToken cancellationToken)
    {
        var (hardware, software) = (new TicketCategory { Name = "Hardware", TeamId = teamId }, new TicketCategory { Name = "Software", TeamId = teamId });
        var accounts = new TicketCategory { Name = "Accounts and access" };
        db.TicketCategories.AddRange(hardware, software, accounts);
        await db.SaveChangesAsync(cancellationToken);
        var (printer, notebook) = (new TicketCategory { Name = "Printer", ParentId = hardware.Id }, new TicketCategory { Name = "Notebook", ParentId = hardware.Id });
        var files = new TicketCategory { Name = "Shared drives", ParentId = software.Id };
        db.TicketCategories.AddRange(printer, notebook, files);
        db.TicketFields.AddRange(
            new TicketField { Name = "Room", CategoryId = hardware.Id },
            new TicketField { Name = "Paper", CategoryId = hardware.Id, Kind = TicketFieldKind.Choice, Choices = ["A4", "A3", "Labels"], Position = 1 });
        db.TicketTemplates.Add(new TicketTemplate
        {
            Name = "New colleague", Kind = TicketKind.Request, Title = "New colleague", Description = "Name, first day, room, and whose rights they need.", Impact = TicketLevel.Low,
            CategoryId = accounts.Id, Tags = ["onboarding"], Checks = ["Make the account", "Mailbox and lists", "Prepare the notebook", "Badge"], IsPublic = true,
        });
        db.CannedAnswers.AddRange(
            new CannedAnswer { Name = "We look into it", Text = "Hello {requester.name},\n\nthank you for telling us. We look into it and write here as soon as we know more.\n\n{agent.name}" },
            new CannedAnswer { Name = "Please restart", Text = "Hello {requester.name},\n\nplease restart the device once and tell us whether **{ticket.title}** still happens.\n\n{agent.name}", TeamId = teamId });
        await db.SaveChangesAsync(cancellationToken);
        return new DemoCatalog(printer.Id, files.Id, accounts.Id);
    }
}
