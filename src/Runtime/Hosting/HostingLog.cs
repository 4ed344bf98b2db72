using Gatehouse.Linux;
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

    [LoggerMessage(3004, LogLevel.Information, "No longer listening at: {Address}")]
    public static partial void NotListening(ILogger logger, string address);

    [LoggerMessage(3005, LogLevel.Information, "Read the certificates again: {Files}")]
    public static partial void CertificatesReloaded(ILogger logger, string files);

    [LoggerMessage(3006, LogLevel.Error, "The certificates stay as they were: {Reason}")]
    public static partial void CertificatesKept(ILogger logger, string reason);

    [LoggerMessage(3007, LogLevel.Warning, "Every user of this machine can read the private key '{File}' (from {Origin})")]
    public static partial void KeyIsOpen(ILogger logger, string file, string origin);

    [LoggerMessage(3020, LogLevel.Warning, "The service manager has passed {Descriptor}, which no bind names: connections to it will not be answered")]
    public static partial void DescriptorUnused(ILogger logger, ListenFd descriptor);

    [LoggerMessage(3008, LogLevel.Error, "The hook {Name} failed")]
    public static partial void HookFailed(ILogger logger, string name, Exception exception);

    [LoggerMessage(3024, LogLevel.Information, "Operated over: unix:{Path}")]
    public static partial void ControlSocket(ILogger logger, string path);

    [LoggerMessage(3021, LogLevel.Information, "Health and metrics at: {Address}")]
    public static partial void AdminListener(ILogger logger, string address);

    [LoggerMessage(3022, LogLevel.Warning, "{Reason}")]
    public static partial void ControlSocketFailed(ILogger logger, string reason);

    [LoggerMessage(3023, LogLevel.Warning, "Health and metrics at {Address} (from {Origin}) are for everybody who can reach it: there is no authentication")]
    public static partial void AdminIsOpen(ILogger logger, string address, string origin);

    [LoggerMessage(3025, LogLevel.Warning, "User {User} is neither root nor this service's and may not operate it: the connection to the control socket is closed")]
    public static partial void ControlRefused(ILogger logger, uint user);

    [LoggerMessage(3026, LogLevel.Warning, "Changed, but a reload leaves as it was: {Settings}; a restart, or an upgrade (USR2), brings it in")]
    public static partial void NeedsRestart(ILogger logger, string settings);
}
