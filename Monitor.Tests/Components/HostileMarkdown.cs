namespace Monitor.Tests.Components;

/// <summary>Texts that want to be more than text. None of them may become an element, an attribute or an address of its own.</summary>
internal static class HostileMarkdown
{
    /// <summary>Links that must not be links; each stays as it was typed.</summary>
    public static readonly string[] Links =
    [
        "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](<javascript:alert(1)>)", "[a](&#106;avascript:alert(1))", "[a](&#x6A;avascript&colon;alert(1))",
        "[a](java&Tab;script:alert(1))", "[a](java&NewLine;script:alert(1))", "[a](\u0001javascript:alert(1))", "[a](<\tjavascript:alert(1)>)", "[a](< javascript:alert(1)>)",
        "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)", "[a](data:image/svg+xml,%3Csvg%20onload=alert(1)%3E)", "[a](vbscript:msgbox(1))",
        "[a](file:///etc/passwd)", "[a](//evil.example/x)", "[a](/\\evil.example)", "[a](\\\\evil.example\\share)", "[a](blob:http://x/1)", "[a](about:blank)", "[a](view-source:http://x)",
        "[a](http:javascript)", "[a](https:/\\evil.example)", "[a](http://user:secret@evil.example/)", "[a](http://ex\u202eample.org/)", "[a](mailto:a@b.c?subject=x%0d%0abcc:d@e.f)",
        "[a](x.html)", "[a](../admin)", "[a](#top)", "[a](?x=1)", "[a](ftp://host/x)", "<javascript:alert(1)>", "<data:text/html,x>", "![a](javascript:alert(1))",
        "![a](data:image/svg+xml,%3Csvg%20onload=alert(1)%3E)", "[a](ht\u200btp://x)", "[a](jav\u00adascript:alert(1))", "[a](tel:+49123)", "[a](intent://x#Intent;end)",
    ];

    /// <summary>HTML, and what sanitizers have let through.</summary>
    public static readonly string[] Elements =
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><animate onbegin=alert(1) attributeName=x dur=1s>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=alert(1)&gt;\">", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<a href=\"javascript:alert(1)\">x</a>", "<form action=//evil.example><button>x", "<base href=//evil.example/>", "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
        "<style>@import '//evil.example'</style>", "<object data=x><embed src=x>", "<details open ontoggle=alert(1)>", "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>",
        "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;img src=x onerror=alert(1)&#62;", "```html\n<script>alert(1)</script>\n```", "`<img src=x onerror=alert(1)>`", "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
        "# <svg onload=alert(1)>", "- [x] <img src=x onerror=alert(1)>", "[<img src=x onerror=alert(1)>](https://example.org/)", "[a](https://example.org/ \"\\\" onmouseover=alert(1) x=\\\"\")",
        "![\" onerror=\"alert(1)](https://example.org/x.png)", "[x]: javascript:alert(1)\n\n[a][x]", "``` \" onmouseover=alert(1)\nx\n```", "\u202etxt.exe\u2066<script>alert(1)</script>", "@<script>alert(1)</script> #1<svg onload=alert(1)>",
        "{{7*7}} ${7*7} @(1+1) %n {0}", "<x-foo onclick=alert(1)>\n", "<p\n onmouseover=alert(1)>x", "*<img src=x onerror=alert(1)>*",
    ];

    public static IEnumerable<string> All => [.. Links, .. Elements];
}
