using System.Globalization;
using System.Text;

namespace Gatehouse.Hosting.Operating;

/// <summary>
/// Writes metrics as OpenMetrics 1.0 or Prometheus 0.0.4 has them. They differ in what a counter's family is called, in the unit's line, and in
/// the end; every sample is the same in both.
/// </summary>
internal sealed class MetricsWriter(MetricsFormat format)
{
    private readonly StringBuilder text = new();

    public string ContentType => format == MetricsFormat.OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>What the Accept field of a scraper asks for: OpenMetrics where it is named (RFC 9110 section 12.5.1; Prometheus always weighs it highest).</summary>
    public static MetricsFormat FormatFor(string? accept) =>
        accept?.Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase) == true ? MetricsFormat.OpenMetrics : MetricsFormat.Prometheus;

    /// <summary>Begins a family of counters. Its samples are called by <paramref name="name"/> and <c>_total</c>.</summary>
    public void Counter(string name, string help, string unit = "") =>
        Begin(format == MetricsFormat.OpenMetrics ? name : name + "_total", "counter", help, unit);

    public void Gauge(string name, string help, string unit = "") => Begin(name, "gauge", help, unit);

    public void Histogram(string name, string help, string unit = "") => Begin(name, "histogram", help, unit);

    /// <summary>A family of one sample, 1, that is there for its labels.</summary>
    public void Info(string name, string help, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (format == MetricsFormat.OpenMetrics) Begin(name, "info", help, "");
        else Begin(name + "_info", "gauge", help, "");
        Sample(name + "_info", 1, labels);
    }

    /// <summary>A sample of the family that was begun last.</summary>
    public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        text.Append(name);
        for (int i = 0; i < labels.Length; i++)
        {
            text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"");
            Escape(labels[i].Value, quote: true);
            text.Append('"');
        }

        if (labels.Length > 0) text.Append('}');
        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>The whole text.</summary>
    public string End()
    {
        if (format == MetricsFormat.OpenMetrics) text.Append("# EOF\n");
        return text.ToString();
    }

    /// <summary>A bound as both forms want it: the canonical number, <c>1.0</c> and not <c>1</c>.</summary>
    public static string Bound(int milliseconds) => (milliseconds / 1000.0).ToString("0.0##", CultureInfo.InvariantCulture);

    private void Begin(string family, string type, string help, string unit)
    {
        text.Append("# TYPE ").Append(family).Append(' ').Append(type).Append('\n');
        if (unit.Length > 0 && format == MetricsFormat.OpenMetrics) text.Append("# UNIT ").Append(family).Append(' ').Append(unit).Append('\n');
        text.Append("# HELP ").Append(family).Append(' ');
        Escape(help, quote: false);
        text.Append('\n');
    }

    private void Escape(string value, bool quote)
    {
        foreach (char c in value)
        {
            if (c == '\\') text.Append("\\\\");
            else if (c == '\n') text.Append("\\n");
            else if (c == '"' && quote) text.Append("\\\"");
            else text.Append(c);
        }
    }
}
