namespace Monitor.Tests.Support;

/// <summary>As <see cref="Suite"/>, with an application and a browser of its own beside it: for the few classes that walk all pages, which take as long as many others.</summary>
[CollectionDefinition(Name)]
public sealed class PagesSuite : ICollectionFixture<TestApplication>, ICollectionFixture<Chromium>
{
    public const string Name = "pages";
}
