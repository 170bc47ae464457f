namespace Monitor.Domain.RootCause.Papers;

/// <summary>How a paper looks as a file: light or dark as the reader's system is, black on white and without split rows on A4.</summary>
internal static class PaperStyle
{
    public const string Css =
        """
        :root{color-scheme:light dark;--page:#f5f6f8;--surface:#fff;--line:#dde1e8;--ink:#18212d;--ink-2:#4d5a69;--curve:#3d7edb;--area:#3d7edb33;--onset:#985300;--limit:#bd2426;--bad:#bd2426;--soft:#eef0f4;--warn:#fcefd6;--warn-ink:#7a4300}
        @media (prefers-color-scheme:dark){:root{--page:#10151c;--surface:#18202a;--line:#2e3947;--ink:#e8edf3;--ink-2:#a9b5c3;--curve:#6aa5f5;--area:#6aa5f533;--onset:#f2b155;--limit:#ff8a85;--bad:#ff8a85;--soft:#212b37;--warn:#3d2d12;--warn-ink:#f2b155}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 "Inter","Segoe UI","Noto Sans","DejaVu Sans",system-ui,sans-serif;font-variant-numeric:tabular-nums}
        article{max-width:860px;margin:24px auto;padding:32px;background:var(--surface);border:1px solid var(--line);border-radius:8px}
        h1{font-size:24px;line-height:1.3;margin:0 0 4px;overflow-wrap:anywhere}
        h2{font-size:17px;margin:32px 0 8px;padding-bottom:4px;border-bottom:1px solid var(--line)}
        p{margin:0 0 8px;overflow-wrap:anywhere;white-space:pre-line}
        .quiet,header p,footer{color:var(--ink-2);font-size:13px}
        .strong{font-weight:600}
        .warning{background:var(--warn);color:var(--warn-ink);padding:8px 12px;border-radius:6px}
        footer{margin-top:32px;padding-top:8px;border-top:1px solid var(--line)}
        dl{display:grid;grid-template-columns:minmax(96px,max-content) minmax(0,1fr);gap:4px 16px;margin:0 0 8px}
        dt{color:var(--ink-2)}dd{margin:0;overflow-wrap:anywhere;white-space:pre-line}
        ul{margin:0 0 8px;padding-left:20px}li{margin:0 0 4px;overflow-wrap:anywhere;white-space:pre-line}
        .wide{overflow-x:auto;margin:0 0 8px}
        table{width:100%;border-collapse:collapse;font-size:13px}
        caption{text-align:left;font-weight:600;font-size:14px;padding:8px 0 4px;overflow-wrap:anywhere}
        th{text-align:left;font-weight:500;color:var(--ink-2)}
        th,td{padding:6px 8px;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:break-word;min-width:56px}
        .number{text-align:right;white-space:nowrap}
        td.name{white-space:nowrap}td.text{min-width:112px}
        figure{margin:0 0 16px;break-inside:avoid}
        figcaption{font-size:13px;margin:0 0 4px;overflow-wrap:anywhere}
        figcaption strong{font-weight:600}
        svg{display:block;width:100%;height:120px;background:var(--soft);border-radius:4px}
        polygon{fill:var(--area);stroke:var(--area);stroke-width:1;vector-effect:non-scaling-stroke}
        polyline{fill:none;stroke:var(--curve);stroke-width:1.5;vector-effect:non-scaling-stroke}
        line{vector-effect:non-scaling-stroke;stroke-width:1.5}
        .onset{stroke:var(--onset);stroke-dasharray:4 3}.limit{stroke:var(--limit);stroke-dasharray:2 3}
        .scale{display:flex;justify-content:space-between;gap:8px;font-size:12px;color:var(--ink-2)}
        .onset-text{color:var(--onset)}
        .log{font:12px/1.5 "JetBrains Mono","DejaVu Sans Mono",ui-monospace,monospace;background:var(--soft);border-radius:4px;padding:8px;margin:0 0 8px}
        .log div{overflow-wrap:anywhere;white-space:pre-wrap}
        .log span{color:var(--ink-2)}.log .bad{color:var(--bad)}
        .bars{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr) max-content;gap:4px 12px;align-items:center;font-size:13px;margin:0 0 8px}
        .bars>span:first-child,.bars .name{overflow-wrap:anywhere}
        .bars svg{height:12px;background:none}.bars polygon{fill:var(--curve);stroke:none}
        @media (max-width:600px){article{margin:0;padding:16px;border:0;border-radius:0}dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 8px}.bars{grid-template-columns:minmax(0,1fr) max-content;grid-auto-flow:row dense}.bars svg{grid-column:1/-1}}
        @page{size:A4;margin:16mm}
        @media print{:root{color-scheme:light;--page:#fff;--surface:#fff;--line:#ccc;--ink:#000;--ink-2:#444;--curve:#2a62b8;--area:#2a62b833;--onset:#985300;--limit:#bd2426;--bad:#a01a1c;--soft:#f4f4f4;--warn:#fff;--warn-ink:#7a4300}
        body{font-size:10.5pt}article{max-width:none;margin:0;padding:0;border:0}h2{break-after:avoid}tr,li,.whole,.log div{break-inside:avoid}caption,thead{break-after:avoid}tbody tr:first-child{break-before:avoid}table{font-size:8.5pt}caption{font-size:10pt}th,td{padding:3px 6px}.wide{overflow:visible}th,td{overflow-wrap:anywhere}thead{display:table-header-group}*{print-color-adjust:exact}}
        """;
}
