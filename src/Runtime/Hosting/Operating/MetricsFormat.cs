namespace Gatehouse.Hosting.Operating;

/// <summary>The two forms of the text that a metrics scraper reads.</summary>
internal enum MetricsFormat
{
    /// <summary>Prometheus' own, version 0.0.4.</summary>
    Prometheus,

    /// <summary>OpenMetrics 1.0, for who asks for it.</summary>
    OpenMetrics,
}
