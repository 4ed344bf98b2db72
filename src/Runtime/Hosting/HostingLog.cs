using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>What a server process tells the operator. Event ids 3000 to 3999.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(3000, LogLevel.Information, "Starting {Name} (Gatehouse {Version})")]
    public static partial void Starting(ILogger logger, string name, string version);

    [LoggerMessage(3001, LogLevel.Information, "Listening at: {Address} ({Verb})")]
    public static partial void Listening(ILogger logger, string address, string verb);

    [LoggerMessage(3002, LogLevel.Information, "Shutting down: {Name}")]
    public static partial void ShuttingDown(ILogger logger, string name);

    [LoggerMessage(3003, LogLevel.Warning, "The access log cannot be opened again: {Reason}")]
    public static partial void AccessLogNotReopened(ILogger logger, string reason);

    [LoggerMessage(3004, LogLevel.Warning, "The addresses to listen on have changed (from {Origin}): they are taken up at the next restart, not by a reload")]
    public static partial void BindUnchanged(ILogger logger, string origin);

    [LoggerMessage(3005, LogLevel.Information, "Read the certificates again: {Files}")]
    public static partial void CertificatesReloaded(ILogger logger, string files);

    [LoggerMessage(3006, LogLevel.Error, "The certificates stay as they were: {Reason}")]
    public static partial void CertificatesKept(ILogger logger, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "Every user of this machine can read the private key '{File}' (from {Origin})")]
    public static partial void KeyIsOpen(ILogger logger, string file, string origin);
}
