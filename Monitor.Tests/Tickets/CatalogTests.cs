using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Tests.Tickets;

public sealed class CatalogTests
{
    private static readonly TicketCategory[] Categories =
    [
        new() { Id = 1, Name = "Hardware", TeamId = 7 },
        new() { Id = 2, Name = "Printer", ParentId = 1 },
        new() { Id = 3, Name = "Label printer", ParentId = 2, TeamId = 8 },
        new() { Id = 4, Name = "Access" },
        new() { Id = 5, Name = "Old", ParentId = 4, RetiredAt = DateTimeOffset.UnixEpoch },
        new() { Id = 6, Name = "Older", ParentId = 5 },
    ];

    private static readonly CategoryTree Tree = new(Categories);

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 7)]
    [InlineData(3, 8)]
    [InlineData(4, null)]
    [InlineData(99, null)]
    public void A_ticket_goes_to_the_team_of_its_category_or_of_the_nearest_above(int category, int? team) => Assert.Equal(team, Tree.TeamOf(category));

    [Fact]
    public void A_category_reads_as_its_path_and_the_tree_in_order()
    {
        Assert.Equal("Hardware / Printer / Label printer", Tree.PathOf(3));
        Assert.Equal("", Tree.PathOf(null));
        Assert.Equal(["Access", "Old", "Older", "Hardware", "Printer", "Label printer"], Tree.InOrder().Select(c => c.Category.Name));
        Assert.Equal([0, 1, 2, 0, 1, 2], Tree.InOrder().Select(c => c.Level));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(5, false)]
    [InlineData(6, false)]
    [InlineData(99, false)]
    public void What_is_retired_is_not_offered_nor_is_anything_below_it(int category, bool offered) => Assert.Equal(offered, Tree.IsOffered(category));

    [Theory]
    [InlineData(1, 3, "A category cannot stand below itself.")]
    [InlineData(1, 1, "A category cannot stand below itself.")]
    [InlineData(1, 99, "The category above it is gone. Reload the page.")]
    [InlineData(1, 6, "Categories are at most 5 levels deep. Choose one further up.")]
    [InlineData(4, 1, null)]
    [InlineData(1, null, null)]
    [InlineData(0, 3, null)]
    public void A_category_moves_where_no_circle_and_no_abyss_is(int category, int? parent, string? error) => Assert.Equal(error, Tree.RefuseParent(category, parent));

    [Fact]
    public void A_circle_in_the_rows_hangs_nothing()
    {
        var circle = new CategoryTree([new() { Id = 1, Name = "a", ParentId = 2 }, new() { Id = 2, Name = "b", ParentId = 1 }]);
        Assert.Equal("b / a", circle.PathOf(1));
        Assert.Equal(2, circle.InOrder().Count);
    }

    [Theory]
    [InlineData(TicketFieldKind.Number, "12.50", "12.50")]
    [InlineData(TicketFieldKind.Number, "-3", "-3")]
    [InlineData(TicketFieldKind.Number, "1,5", null)]
    [InlineData(TicketFieldKind.Number, "1e9", null)]
    [InlineData(TicketFieldKind.Number, "NaN", null)]
    [InlineData(TicketFieldKind.Choice, "RED", "Red")]
    [InlineData(TicketFieldKind.Choice, "Green", null)]
    [InlineData(TicketFieldKind.Date, "2026-02-28", "2026-02-28")]
    [InlineData(TicketFieldKind.Date, "2026-02-30", null)]
    [InlineData(TicketFieldKind.Date, "28.02.2026", null)]
    [InlineData(TicketFieldKind.Text, "=1+1 <script>", "=1+1 <script>")]
    public void A_field_takes_what_is_of_its_kind(TicketFieldKind kind, string typed, string? stored)
    {
        var field = new TicketField { Name = "Colour", Kind = kind, Choices = ["Red", "Blue"] };
        var error = FieldText.Read(field, typed, isAsked: true, out var value);
        Assert.Equal(stored is null, error is not null);
        Assert.Equal(stored ?? "", value);
    }

    [Fact]
    public void A_required_field_is_asked_for_once_and_may_stay_empty_later()
    {
        var field = new TicketField { Name = "Room", Kind = TicketFieldKind.Text, IsRequired = true };
        Assert.Equal("“Room” is needed.", FieldText.Read(field, "", isAsked: true, out _));
        Assert.Null(FieldText.Read(field, "", isAsked: false, out _));
    }

    [Fact]
    public void A_category_has_the_fields_of_all_above_it_those_of_everything_first()
    {
        TicketField[] fields =
        [
            new() { Id = 1, Name = "label", CategoryId = 3 }, new() { Id = 2, Name = "printer", CategoryId = 2 }, new() { Id = 3, Name = "every" },
            new() { Id = 4, Name = "foreign", CategoryId = 4 }, new() { Id = 5, Name = "gone", CategoryId = 2, RetiredAt = DateTimeOffset.UnixEpoch },
        ];
        Assert.Equal(["every", "printer", "label"], FieldText.Of(fields, Tree, 3).Select(f => f.Name));
        Assert.Equal(["every"], FieldText.Of(fields, Tree, null).Select(f => f.Name));
    }

    [Fact]
    public void The_shipped_matrix_has_every_cell_and_never_falls_when_impact_or_urgency_rises()
    {
        var cells = PriorityMatrix.Shipped.ToDictionary(c => (c.Impact, c.Urgency), c => c.Priority);
        Assert.Equal(9, cells.Count);
        foreach (var ((impact, urgency), priority) in cells)
        {
            Assert.All(cells.Where(c => c.Key.Impact >= impact && c.Key.Urgency >= urgency), c => Assert.True(c.Value >= priority));
        }
    }

    [Theory]
    [InlineData(1, new[] { 2, 3, 1 }, 0, "A ticket cannot stand below itself. Take it out of its parent first.")]
    [InlineData(1, new[] { 2, 3, 4 }, 1, "Parents and children are at most 4 levels deep. Choose one further up.")]
    [InlineData(1, new[] { 2, 3, 4 }, 0, null)]
    [InlineData(1, new[] { 2 }, 2, null)]
    public void A_family_has_no_circle_and_an_end(int child, int[] above, int below, string? error) => Assert.Equal(error, TicketFamily.Refuse(child, above, below));
}
