namespace Gatehouse.Tasks.Nginx;

/// <summary>What the machine decides about the nginx site; the application does not know it.</summary>
/// <param name="Listen">Values of the <c>listen</c> directives.</param>
/// <param name="LogDirectory">Directory of the two logs.</param>
/// <param name="SocketPath">Unix socket of the application.</param>
/// <param name="InstallDirectory">Where the published files are copied to.</param>
internal sealed record NginxOptions(IReadOnlyList<string> Listen, string LogDirectory, string SocketPath, string InstallDirectory);
