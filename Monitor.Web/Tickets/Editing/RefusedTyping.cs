namespace Monitor.Web.Tickets.Editing;

/// <summary>
/// What was typed into boxes of a ticket's facts and was not taken. The boxes are drawn anew after a refusal, so that choices show what counts; typed words stay to be put right.
/// </summary>
public sealed class RefusedTyping(int number)
{
    private readonly Dictionary<string, string> _texts = [];

    /// <summary>Of the ticket.</summary>
    public int Number { get; } = number;

    public bool Has(string box) => _texts.ContainsKey(box);

    public string Show(string box, string stored) => _texts.GetValueOrDefault(box, stored);

    public void Keep(string box, string typed) => _texts[box] = typed;

    public void Forget(string box) => _texts.Remove(box);
}
