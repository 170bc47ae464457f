namespace Monitor.Web.Tickets;

internal static class TicketsSetup
{
    public static void AddTickets(this WebApplicationBuilder builder)
    {
    }

    public static void MapTickets(this WebApplication app)
    {
    }
}
