using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Automation;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Web.Access;
using Monitor.Web.Tickets;
using Monitor.Web.Tickets.Automation.Admin;
using Monitor.Web.Tickets.Catalog;
using Monitor.Web.Tickets.Conversation;
using Monitor.Web.Tickets.Editing;
using Monitor.Web.Tickets.Knowledge;
using Monitor.Web.Tickets.Relations;
using Monitor.Web.Tickets.Service.Admin;

namespace Monitor.Tests.Access;

/// <summary>Who may do something to a ticket that he sees.</summary>
internal enum Doer
{
    /// <summary>Whoever sees it.</summary>
    Anybody,

    /// <summary>Its requester, and whoever works on tickets.</summary>
    Requester,
    Worker,

    /// <summary>Who wrote it himself, and may still write there.</summary>
    Writer,

    /// <summary>Who may give tickets to others.</summary>
    Assigner,

    /// <summary>Who says what tickets are made of; it is about no ticket.</summary>
    Configurer,
}

/// <summary>A ticket of the test with what its commands need.</summary>
internal sealed record Stage(IServiceProvider Services, int Number, int Other, long EntryId, int CheckId, int ColleagueId, int TargetId)
{
    public TicketCommand Command => new(Number, Guid.NewGuid());

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>What the person who acts wrote himself.</summary>
    public required long OwnEntryId { get; init; }

    /// <summary>A file that the colleague sent.</summary>
    public required int FileId { get; init; }
}

/// <summary>
/// Every command of a desk of tickets, with who may. A new public command gets its row here: TicketActionsTests finds one without, and tries each in every role,
/// on tickets of one's own, of one's team and of others, at the desk and over HTTP where it can be called so.
/// </summary>
internal static class TicketActions
{
    /// <param name="Api">Method, path below /api/v1/tickets and body; null: it cannot be called over HTTP.</param>
    public sealed record Row(string Command, Doer Who, Func<Stage, Actor, Task<TicketOutcome>> Desk, Func<Stage, (string Method, string Path, object? Body)>? Api = null);

    private static readonly CancellationToken Never = CancellationToken.None;

    public static IReadOnlyList<Row> Rows { get; } =
    [
        new("TicketDesk.CommentAsync", Doer.Requester,
            (s, a) => s.Get<TicketDesk>().CommentAsync(a, s.Command, "x", false, Never), s => ("POST", $"{s.Number}/comments", new { text = "x" })),
        new("ConversationDesk.ReplyAsync", Doer.Requester,
            (s, a) => s.Get<ConversationDesk>().ReplyAsync(a, s.Command, new NewReply { Text = "x" }, Never), s => ("POST", $"{s.Number}/comments", new { text = "x" })),
        new("ConversationDesk.EditAsync", Doer.Writer,
            (s, a) => s.Get<ConversationDesk>().EditAsync(a, s.Command, s.OwnEntryId, "x", null, Never), s => ("PUT", $"{s.Number}/comments/{s.OwnEntryId}", new { text = "x" })),
        new("AttachmentDesk.RemoveAsync", Doer.Assigner,
            (s, a) => s.Get<AttachmentDesk>().RemoveAsync(a, s.Command, s.FileId, Never), s => ("DELETE", $"{s.Number}/attachments/{s.FileId}", null)),
        new("TicketDesk.MoveAsync", Doer.Worker,
            (s, a) => s.Get<TicketDesk>().MoveAsync(a, s.Command, TicketState.Open, "", Never), s => ("POST", $"{s.Number}/state", new { state = "Open" })),
        new("TicketDesk.PendAsync", Doer.Worker,
            (s, a) => s.Get<TicketDesk>().PendAsync(a, s.Command, PendingReason.Vendor, null, "", Never),
            s => ("POST", $"{s.Number}/state", new { state = "Pending", pendingReason = "Vendor" })),
        new("TicketDesk.PrioritiseAsync", Doer.Worker,
            (s, a) => s.Get<TicketDesk>().PrioritiseAsync(a, s.Command, TicketPriority.High, Never), s => ("PATCH", $"{s.Number}", new { priority = "High" })),
        new("TicketDesk.AssignAsync", Doer.Assigner,
            (s, a) => s.Get<TicketDesk>().AssignAsync(a, s.Command, s.ColleagueId, Never), s => ("PUT", $"{s.Number}/assignee", new { userId = s.ColleagueId })),
        new("TicketDesk.AcknowledgeAsync", Doer.Worker,
            (s, a) => s.Get<TicketDesk>().AcknowledgeAsync(a, s.Command, "", null, Never), s => ("POST", $"{s.Number}/acknowledgement", new { })),
        new("TicketDesk.SnoozeAsync", Doer.Worker,
            (s, a) => s.Get<TicketDesk>().SnoozeAsync(a, s.Command, "", TimeProvider.System.GetUtcNow().AddHours(1), Never), s => ("POST", $"{s.Number}/snooze", new { })),
        new("TicketDesk.ReleaseAsync", Doer.Worker,
            (s, a) => s.Get<TicketDesk>().ReleaseAsync(a, s.Command, false, Never), s => ("DELETE", $"{s.Number}/acknowledgement", null)),
        new("TicketEditDesk.EditAsync", Doer.Worker,
            (s, a) => s.Get<TicketEditDesk>().EditAsync(a, s.Command, new TicketEdit { Tags = ["x"], Impact = TicketLevel.High }, Never),
            s => ("PATCH", $"{s.Number}", new { tags = new[] { "x" }, impact = "High", categoryId = (int?)null })),
        new("WatcherDesk.WatchAsync", Doer.Worker,
            (s, a) => s.Get<WatcherDesk>().WatchAsync(a, s.Command, s.ColleagueId, true, Never), s => ("PUT", $"{s.Number}/watchers/{s.ColleagueId}", null)),
        new("ChecklistDesk.AddAsync", Doer.Worker,
            (s, a) => s.Get<ChecklistDesk>().AddAsync(a, s.Command, "x", Never), s => ("POST", $"{s.Number}/checks", new { text = "x" })),
        new("ChecklistDesk.TickAsync", Doer.Worker,
            (s, a) => s.Get<ChecklistDesk>().TickAsync(a, s.Command, s.CheckId, true, Never), s => ("PUT", $"{s.Number}/checks/{s.CheckId}", new { done = true })),
        new("ChecklistDesk.RemoveAsync", Doer.Worker,
            (s, a) => s.Get<ChecklistDesk>().RemoveAsync(a, s.Command, s.CheckId, Never), s => ("DELETE", $"{s.Number}/checks/{s.CheckId}", null)),
        new("RelationDesk.SetParentAsync", Doer.Worker,
            (s, a) => s.Get<RelationDesk>().SetParentAsync(a, s.Command, s.Other, Never), s => ("PUT", $"{s.Number}/parent", new { number = s.Other })),
        new("RelationDesk.LinkAsync", Doer.Worker,
            (s, a) => s.Get<RelationDesk>().LinkAsync(a, s.Command, s.Other, TicketLinkKind.Related, Never), s => ("PUT", $"{s.Number}/links/{s.Other}", null)),
        new("RelationDesk.UnlinkAsync", Doer.Worker,
            (s, a) => s.Get<RelationDesk>().UnlinkAsync(a, s.Command, s.Other, TicketLinkKind.Related, Never), s => ("DELETE", $"{s.Number}/links/{s.Other}", null)),
        new("MergeDesk.MergeAsync", Doer.Worker,
            (s, a) => s.Get<MergeDesk>().MergeAsync(a, s.Command, s.Other, Never), s => ("POST", $"{s.Number}/merge", new { into = s.Other })),
        new("SplitDesk.SplitAsync", Doer.Worker,
            (s, a) => s.Get<SplitDesk>().SplitAsync(a, s.Command, [s.EntryId], "x", Never), s => ("POST", $"{s.Number}/split", new { entries = new[] { s.EntryId }, title = "x" })),

        new("KnowledgeDesk.FromTicketAsync", Doer.Worker, async (s, a) =>
        {
            var made = await s.Get<KnowledgeDesk>().FromTicketAsync(a, s.Number, Never);
            return new TicketOutcome(made.Result, made.Message);
        }),

        new("CategoryDesk.CreateAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<CategoryDesk>().CreateAsync(a, new CategoryForm($"c{Guid.NewGuid():N}", null, null), Never))),
        new("CategoryDesk.ChangeAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<CategoryDesk>().ChangeAsync(a, 0, new CategoryForm("x", null, null), Never))),
        new("CategoryDesk.RetireAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<CategoryDesk>().RetireAsync(a, 0, true, Never))),
        new("FieldDesk.SaveAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<FieldDesk>().SaveAsync(a, 0, new FieldForm("x", TicketFieldKind.Text, null, [], false, 0), Never))),
        new("FieldDesk.RetireAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<FieldDesk>().RetireAsync(a, 0, true, Never))),
        new("TemplateDesk.SaveAsync", Doer.Configurer,
            (s, a) => SaidAsync(s.Get<TemplateDesk>().SaveAsync(a, 0, new TemplateForm("x", TicketKind.Request, "", "", TicketLevel.Low, TicketLevel.Low), Never))),
        new("TemplateDesk.RetireAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<TemplateDesk>().RetireAsync(a, 0, true, Never))),
        new("CannedAnswerDesk.SaveAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<CannedAnswerDesk>().SaveAsync(a, 0, $"c{Guid.NewGuid():N}", "x", null, null, Never))),
        new("CannedAnswerDesk.DeleteAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<CannedAnswerDesk>().DeleteAsync(a, 0, Never))),
        new("CalendarDesk.SaveAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<CalendarDesk>().SaveAsync(a, 0, null, new CalendarWish("x", "UTC", "", ""), Never))),
        new("CalendarDesk.DeleteAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<CalendarDesk>().DeleteAsync(a, 0, Never))),
        new("PolicyDesk.SaveAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<PolicyDesk>().SaveAsync(a, 0, null, new PolicyWish { Name = "x", CalendarId = 0 }, Never))),
        new("PolicyDesk.MoveAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<PolicyDesk>().MoveAsync(a, 0, true, Never))),
        new("PolicyDesk.DeleteAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<PolicyDesk>().DeleteAsync(a, 0, Never))),
        new("AutomationDesk.SaveAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<AutomationDesk>().SaveAsync(a, 0, 0, new AutomationWish("x", AutomationKind.Macro), Never))),
        new("AutomationDesk.SwitchAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<AutomationDesk>().SwitchAsync(a, 0, 0, false, Never))),
        new("AutomationDesk.MoveAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<AutomationDesk>().MoveAsync(a, 0, true, Never))),
        new("AutomationDesk.DeleteAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<AutomationDesk>().DeleteAsync(a, 0, 0, Never))),
        new("MatrixDesk.SetAsync", Doer.Configurer, (s, a) => SaidAsync(s.Get<MatrixDesk>().SetAsync(a, TicketLevel.Low, TicketLevel.Low, TicketPriority.Low, null, Never))),
    ];

    /// <summary>Commands that are about no ticket that exists, or about many, with the test that tries their rights.</summary>
    public static IReadOnlyDictionary<string, string> Elsewhere { get; } = new Dictionary<string, string>
    {
        ["CauseVerdictDesk.AnswerAsync"] = "CauseVerdictTests.Attack_24_The_true_cause_is_said_by_those_who_work_on_tickets_and_may_see_it",
        ["PackDesk.FindAsync"] = "PackMakerTests.Attack_24_Who_may_not_see_the_host_the_ticket_or_logs_has_no_evidence_and_what_it_tells_of_other_hosts_is_left_out",
        ["PackDesk.TitleAsync"] = "PackMakerTests.Attack_24_Who_may_not_see_the_host_the_ticket_or_logs_has_no_evidence_and_what_it_tells_of_other_hosts_is_left_out",
        ["PackDesk.ReadAsync"] = "PackMakerTests.Attack_24_Who_may_not_see_the_host_the_ticket_or_logs_has_no_evidence_and_what_it_tells_of_other_hosts_is_left_out",
        ["PackDesk.RetryAsync"] = "PackMakerTests.Evidence_that_cannot_be_made_says_why_keeps_the_ticket_as_it_is_and_is_made_when_somebody_asks_again",
        ["PackDesk.RecordExportAsync"] = "PackApiTests.Attack_24_46_Taking_evidence_along_is_written_down_needs_a_form_of_this_page_and_is_a_file_without_rights",
        ["TicketDesk.OpenAsync"] = "TicketFieldsTests.What_an_end_user_may_not_choose_is_left_aside",
        ["OpeningDesk.OpenAsync"] = "OpeningFilesTests.Files_come_with_the_ticket_once_and_who_may_open_one_may_send_them",
        ["KnowledgeDesk.CreateAsync"] = "KnowledgeDeskTests.Attack_24_Who_reads_and_writes_articles_is_decided_at_the_desk_by_role",
        ["KnowledgeDesk.ChangeAsync"] = "KnowledgeDeskTests.Attack_24_Who_reads_and_writes_articles_is_decided_at_the_desk_by_role",
        ["KnowledgeDesk.HelpedAsync"] = "KnowledgeDeskTests.Attack_24_Who_reads_and_writes_articles_is_decided_at_the_desk_by_role",
        ["RatingDesk.AskAsync"] = "RatingDeskTests.Nobody_but_the_requester_gets_a_link_and_a_disabled_one_answers_no_more",
        ["TicketBulkDesk.ApplyAsync"] = "TicketBulkTests",
        ["MacroDesk.RunAsync"] = "MacroTests.Attack_24_A_macro_does_what_the_person_may_all_of_it_or_nothing",
        ["MacroDesk.ListAsync"] = "MacroTests.Attack_24_A_macro_finds_no_ticket_out_of_scope_and_changes_none_that_somebody_else_changed_or_that_is_closed",
        ["RunbookDesk.AddAsync"] = "RunbookDeskTests.Attack_24_Who_asked_cannot_agree_and_who_may_do_what_is_decided_at_the_desk",
        ["RunbookDesk.RunAsync"] = "RunbookDeskTests.Attack_24_Who_asked_cannot_agree_and_who_may_do_what_is_decided_at_the_desk",
        ["RunbookDesk.ApproveAsync"] = "RunbookDeskTests.Attack_24_Who_asked_cannot_agree_and_who_may_do_what_is_decided_at_the_desk",
        ["RunbookDesk.CancelAsync"] = "RunbookDeskTests.Attack_24_Who_asked_cannot_agree_and_who_may_do_what_is_decided_at_the_desk",
        ["RunbookDesk.ContinueAsync"] = "RunbookDeskTests.Attack_24_Who_asked_cannot_agree_and_who_may_do_what_is_decided_at_the_desk",
        ["ConversationDesk.SuggestAsync"] = "ConversationDeskTests.Suggestions_are_people_who_may_see_the_ticket_and_only_for_those_who_work_on_tickets",
        ["AttachmentDesk.ListAsync"] = "AttachmentApiTests.Attack_24_files_and_entries_of_others_and_those_of_notes_do_not_exist_for_a_requester",
        ["AttachmentDesk.FindAsync"] = "AttachmentApiTests.Attack_24_files_and_entries_of_others_and_those_of_notes_do_not_exist_for_a_requester",
        ["CannedAnswerDesk.ListAsync"] = "ConversationDeskTests.A_canned_answer_is_filled_in_for_the_ticket_and_kept_by_administrators_alone",
        ["CannedAnswerDesk.TeamsAsync"] = "ConversationDeskTests.A_canned_answer_is_filled_in_for_the_ticket_and_kept_by_administrators_alone",
        ["CannedAnswerDesk.FillAsync"] = "ConversationDeskTests.A_canned_answer_is_filled_in_for_the_ticket_and_kept_by_administrators_alone",
        ["DraftDesk.FindAsync"] = "ConversationDeskTests.A_draft_is_bounded_ends_when_it_is_emptied_and_is_kept_on_no_ticket_that_one_does_not_see",
        ["DraftDesk.SaveAsync"] = "ConversationDeskTests.A_draft_is_bounded_ends_when_it_is_emptied_and_is_kept_on_no_ticket_that_one_does_not_see",
        ["TicketViewDesk.ListAsync"] = "TicketViewDeskTests",
        ["TicketViewDesk.TeamsAsync"] = "TicketViewDeskTests",
        ["TicketViewDesk.SaveAsync"] = "TicketViewDeskTests",
        ["TicketViewDesk.DeleteAsync"] = "TicketViewDeskTests",
    };

    /// <summary>The public commands of all desks of tickets: methods that are told who acts.</summary>
    public static IEnumerable<string> Declared() =>
        from type in typeof(TicketDesk).Assembly.GetTypes()
        where type.Namespace?.StartsWith(typeof(TicketDesk).Namespace!, StringComparison.Ordinal) == true && type.Name.EndsWith("Desk", StringComparison.Ordinal)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Actor)
        select $"{type.Name}.{method.Name}";

    public static HttpStatusCode StatusOf(TicketResult result) => result switch
    {
        TicketResult.Done => HttpStatusCode.OK,
        TicketResult.Refused => HttpStatusCode.Forbidden,
        _ => HttpStatusCode.NotFound,
    };

    private static async Task<TicketOutcome> SaidAsync(Task<SlaOutcome> act) =>
        await act is { Result: SlaResult.Refused } refused ? TicketOutcome.Refused(string.Join(' ', refused.Messages)) : TicketOutcome.Done(0);

    /// <summary>A desk that answers with a sentence: whatever it says, it let the person in.</summary>
    private static async Task<TicketOutcome> SaidAsync(Task act)
    {
        try
        {
            await act;
            return TicketOutcome.Done(0);
        }
        catch (AccessRefusedException refused)
        {
            return TicketOutcome.Refused(refused.Message);
        }
    }
}
