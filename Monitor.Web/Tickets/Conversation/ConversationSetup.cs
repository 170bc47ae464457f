namespace Monitor.Web.Tickets.Conversation;

internal static class ConversationSetup
{
    public static void AddConversation(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AttachmentOptions>().BindConfiguration(AttachmentOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AttachmentRules>();
        services.AddSingleton<AttachmentDesk>();
        services.AddSingleton<UploadBudget>();
        services.AddSingleton<ConversationDesk>();
        services.AddSingleton<OpeningDesk>();
        services.AddSingleton<ConversationQueries>();
        services.AddSingleton<DraftDesk>();
        services.AddSingleton<ReadMarks>();
        services.AddSingleton<TicketPresence>();
        services.AddSingleton<CannedAnswerDesk>();
        services.AddSingleton<ComposerTools>();
    }
}
