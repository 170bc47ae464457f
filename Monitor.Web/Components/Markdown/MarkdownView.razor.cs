using Microsoft.AspNetCore.Components;

namespace Monitor.Web.Components;

/// <summary>A text in Markdown, drawn as elements. It is read once for each text.</summary>
public sealed partial class MarkdownView : ComponentBase
{
    private RenderFragment _drawn = _ => { };
    private (string? Text, string? TicketPath, IReadOnlyCollection<string> Names)? _shown;
    private bool _isNew;

    [Parameter, EditorRequired]
    public string? Text { get; set; }

    /// <summary>What stands before the number in a ticket's address, such as <c>/tickets/</c>; without it #123 is no link.</summary>
    [Parameter]
    public string? TicketPath { get; set; }

    /// <summary>User names that are shown as mentions; the same object while they are the same.</summary>
    [Parameter]
    public IReadOnlyCollection<string> Names { get; set; } = [];

    protected override void OnParametersSet()
    {
        var wanted = (Text, TicketPath, Names);
        _isNew = _shown is not { } shown || shown.Text != Text || shown.TicketPath != TicketPath || !ReferenceEquals(shown.Names, Names);
        if (!_isNew)
        {
            return;
        }

        var (nodes, drawing) = (MarkdownReader.Read(Text), new MarkdownDrawing(TicketPath, Names));
        (_shown, _drawn) = (wanted, builder => drawing.Draw(builder, nodes));
    }

    protected override bool ShouldRender() => _isNew;
}
