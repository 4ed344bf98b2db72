using Gatehouse.Hosting.Operating;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

/// <summary>The form of metrics.</summary>
public sealed class MetricsWriterTests
{
    [Fact]
    public void OpenMetrics_and_Prometheus_differ_in_names_of_families_alone()
    {
        Assert.Equal(
            """
            # TYPE a_seconds counter
            # UNIT a_seconds seconds
            # HELP a_seconds It \\ is\n"so"
            a_seconds_total{x="1",y="a\"b\\c\nd"} 1.5
            # TYPE g gauge
            # HELP g G
            g 0
            # TYPE i info
            # HELP i I
            i_info{v="1"} 1
            # EOF

            """,
            Write(MetricsFormat.OpenMetrics));
        Assert.Equal(
            """
            # TYPE a_seconds_total counter
            # HELP a_seconds_total It \\ is\n"so"
            a_seconds_total{x="1",y="a\"b\\c\nd"} 1.5
            # TYPE g gauge
            # HELP g G
            g 0
            # TYPE i_info gauge
            # HELP i_info I
            i_info{v="1"} 1

            """,
            Write(MetricsFormat.Prometheus));
        Assert.Equal(1.5, OpenMetricsText.Parse(Write(MetricsFormat.OpenMetrics)).Samples["""a_seconds_total{x="1",y="a\"b\\c\nd"}"""]);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("text/plain", false)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3", true)]
    [InlineData("Application/OpenMetrics-Text", true)]
    public void Who_asks_for_OpenMetrics_gets_it(string? accept, bool isOpen) =>
        Assert.Equal(isOpen ? MetricsFormat.OpenMetrics : MetricsFormat.Prometheus, MetricsWriter.FormatFor(accept));

    [Theory]
    [InlineData(5, "0.005")]
    [InlineData(1000, "1.0")]
    [InlineData(2500, "2.5")]
    [InlineData(10000, "10.0")]
    public void Bounds_are_canonical(int milliseconds, string text) => Assert.Equal(text, MetricsWriter.Bound(milliseconds));

    [Theory]
    [InlineData("# TYPE a counter\na_total 1\n")]
    [InlineData("# TYPE a counter\na 1\n# EOF\n")]
    [InlineData("# TYPE a counter\na_total -1\n# EOF\n")]
    [InlineData("# TYPE a counter\na_total 1\na_total 2\n# EOF\n")]
    [InlineData("# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\na{x=\"\\q\"} 1\n# EOF\n")]
    [InlineData("# TYPE a gauge\na 1\n\n# EOF\n")]
    [InlineData("# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\n# EOF\n")]
    [InlineData("# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\n# EOF\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1.0\"} 2\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\n# EOF\n")]
    [InlineData("# TYPE h histogram\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 1\nh_count 2\nh_sum 1\n# EOF\n")]
    public void The_reader_of_these_tests_is_strict(string text) => Assert.Throws<FormatException>(() => OpenMetricsText.Parse(text));

    private static string Write(MetricsFormat format)
    {
        var writer = new MetricsWriter(format);
        writer.Counter("a_seconds", "It \\ is\n\"so\"", "seconds");
        writer.Sample("a_seconds_total", 1.5, ("x", "1"), ("y", "a\"b\\c\nd"));
        writer.Gauge("g", "G");
        writer.Sample("g", 0);
        writer.Info("i", "I", ("v", "1"));
        return writer.End();
    }
}
