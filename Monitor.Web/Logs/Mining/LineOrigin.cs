namespace Monitor.Web.Logs.Mining;

/// <summary>How a line comes to be mined.</summary>
internal enum LineOrigin
{
    /// <summary>This server has just stored it.</summary>
    Here,

    /// <summary>This server has just stored it, and it was read out of the table before that was heard: only its form does not have it yet.</summary>
    HereAfterAll,

    /// <summary>It was read out of the table at the start; its form has it, or had it on another server.</summary>
    BeforeStart,

    /// <summary>Another server stored it; that one's form has it.</summary>
    Elsewhere,
}
