using Monitor.Web.Jobs;
using Monitor.Web.Tickets.Automation;
using Monitor.Web.Tickets.Catalog;
using Monitor.Web.Tickets.Causes;
using Monitor.Web.Tickets.CauseReports;
using Monitor.Web.Tickets.Conversation;
using Monitor.Web.Tickets.Editing;
using Monitor.Web.Tickets.Knowledge;
using Monitor.Web.Tickets.Packs;
using Monitor.Web.Tickets.Portal;
using Monitor.Web.Tickets.Relations;
using Monitor.Web.Tickets.Reports;
using Monitor.Web.Tickets.Runbooks;
using Monitor.Web.Tickets.Service;
using Monitor.Web.Tickets.Service.Admin;
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
        services.AddSingleton<PendingTickets>();
        services.AddSingleton<TicketEditDesk>();
        services.AddSingleton<WatcherDesk>();
        services.AddSingleton<NameFinder>();
        services.AddSingleton<ChecklistDesk>();
        services.AddSingleton<RelationDesk>();
        services.AddSingleton<MergeDesk>();
        services.AddSingleton<SplitDesk>();
        services.AddSingleton<RelatedTickets>();
        services.AddSingleton<CauseQueries>();
        services.AddSingleton<CauseCurves>();
        services.AddSingleton<CauseVerdictDesk>();
        services.AddSingleton<CategoryDesk>();
        services.AddSingleton<FieldDesk>();
        services.AddSingleton<TemplateDesk>();
        services.AddSingleton<MatrixDesk>();
        services.AddSingleton<CatalogQueries>();
        services.AddMonitorJob<PendingTicketsJob>(JobSchedule.Every(PendingTicketsJob.Interval), "Tickets that wait for a date");
        services.AddSingleton<TicketCounts>();
        services.AddSingleton<TicketQueries>();
        services.AddSingleton<TicketLists>();
        services.AddSingleton<TicketWordList>();
        services.AddHostedService<TicketWordLoop>();
        services.AddSingleton<TicketBoard>();
        services.AddSingleton<TicketBulkDesk>();
        services.AddSingleton<TicketViewDesk>();
        services.AddSingleton<ReportQueries>();
        services.AddSingleton<SimilarTickets>();
        services.AddSingleton<PackDesk>();
        services.AddSingleton<CaseReader>();
        services.AddSingleton<PeriodReader>();
        builder.AddConversation();
        services.AddServiceLevels();
        services.AddAutomation();
        services.AddRunbooks();
        services.AddSingleton<PortalQueries>();
        services.AddSingleton<SuggestionQueries>();
        services.AddSingleton<RatingDesk>();
        services.AddSingleton<KnowledgeQueries>();
        services.AddSingleton<KnowledgeDesk>();
    }

    public static void MapTickets(this WebApplication app)
    {
        TicketsApi.Map(app);
        SlaApi.Map(app);
        ReportApi.Map(app);
        RunbookApi.Map(app);
        PackApi.Map(app);
        CauseReportApi.Map(app);
        ArticleApi.Map(app);
    }
}
