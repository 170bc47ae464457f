using Monitor.Web.Tickets.Views;

namespace Monitor.Web.Tickets;

internal static class TicketsSetup
{
    public static void AddTickets(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<TicketJournal>();
        services.AddSingleton<TicketConsequences>();
        services.AddSingleton<TicketWork>();
        services.AddSingleton<TicketReports>();
        services.AddSingleton<TicketDesk>();
        services.AddSingleton<TicketCounts>();
        services.AddSingleton<TicketQueries>();
        services.AddSingleton<TicketLists>();
        services.AddSingleton<TicketBoard>();
        services.AddSingleton<TicketBulkDesk>();
        services.AddSingleton<TicketViewDesk>();
    }

    public static void MapTickets(this WebApplication app) => TicketsApi.Map(app);
}
