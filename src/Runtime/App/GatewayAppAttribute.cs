namespace Gatehouse;

/// <summary>
/// Marks a partial class as the application of this assembly. The source generator turns it into entry points for
/// the four runtimes, a route switch and the manifest that the deploy files are derived from. One class per assembly.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GatewayAppAttribute : Attribute
{
    /// <summary>
    /// Name of the service: lower-case letters, digits and hyphens, at most 63 characters. It names the process in logs, the
    /// systemd unit, the nginx upstream and the default socket path. Default: the class name in lower case.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>
    /// Host names that the service answers to; they become nginx's <c>server_name</c>. Default: none, and nginx then
    /// answers for <c>localhost</c> only.
    /// </summary>
    public string[]? ServerNames { get; set; }
}
