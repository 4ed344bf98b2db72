namespace Gatehouse.Hosting;

/// <summary>
/// The built-in defaults that the deploy files depend on too. This file is compiled into the runtime and into the generator,
/// so that the server and its nginx and systemd files cannot disagree.
/// </summary>
internal static class SettingDefaults
{
    /// <summary>Seconds an idle connection is kept: above nginx's upstream keepalive of 60 s, so that nginx closes first.</summary>
    public const int KeepAlive = 75;

    /// <summary>Seconds a request may take before its worker counts as stuck; Gunicorn's --timeout.</summary>
    public const int Timeout = 30;

    /// <summary>Seconds that running requests get to finish when the server stops; Gunicorn's --graceful-timeout.</summary>
    public const int GracefulTimeout = 30;

    /// <summary>Bytes of request body: 10 MiB.</summary>
    public const long MaxRequestBody = 10 * 1024 * 1024;
}
