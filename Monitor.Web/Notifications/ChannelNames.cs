namespace Monitor.Web.Notifications;

/// <summary>The names of channels, as they stand in the table of notices.</summary>
internal static class ChannelNames
{
    public const string Mail = "mail";
    public const string Webhook = "webhook";
}
