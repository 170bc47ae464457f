namespace Monitor.Web.Tickets.Conversation;

/// <summary>What the box for an answer works with.</summary>
public sealed record ComposerTools(ConversationDesk Desk, DraftDesk Drafts, CannedAnswerDesk Answers, AttachmentRules Rules, UploadBudget Budget);
