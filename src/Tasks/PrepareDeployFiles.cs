using Gatehouse.Tasks.Manifest;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Gatehouse.Tasks;

/// <summary>
/// First step at publish, and the one that is never skipped: reads the manifest, checks it and the properties, and settles
/// what depends on the service's name. Its messages therefore come at every publish, not only when a file is written anew.
/// </summary>
public sealed class PrepareDeployFiles : Task
{
    /// <summary>The compiled assembly.</summary>
    [Required]
    public string AssemblyFile { get; set; } = "";

    /// <summary>The user's project, to which messages point.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>Value of <c>GatehouseDeploy</c>.</summary>
    [Required]
    public string Deploy { get; set; } = "";

    /// <summary>Whether the project makes a program; a library needs no manifest.</summary>
    public bool IsProgram { get; set; } = true;

    /// <summary>Whether publishing makes an executable file.</summary>
    public bool HasExecutable { get; set; } = true;

    /// <summary>File name of the published program.</summary>
    [Required]
    public string ExecutableName { get; set; } = "";

    /// <summary>Value of <c>GatehouseNginxListen</c>.</summary>
    public string NginxListen { get; set; } = "";

    /// <summary>Value of <c>GatehouseNginxLogDirectory</c>.</summary>
    public string NginxLogDirectory { get; set; } = "";

    /// <summary>Value of <c>GatehouseSocketGroup</c>.</summary>
    public string SocketGroup { get; set; } = "";

    /// <summary>Value of <c>GatehouseSocketPath</c>; comes back with the default where it was empty.</summary>
    [Output]
    public string SocketPath { get; set; } = "";

    /// <summary>Value of <c>GatehouseInstallDirectory</c>; comes back with the default where it was empty.</summary>
    [Output]
    public string InstallDirectory { get; set; } = "";

    /// <summary>Value of <c>GatehouseStaticFolders</c>: what is published of the project's folders.</summary>
    public string StaticFolders { get; set; } = "";

    /// <summary>The manifest's text; empty when there is nothing to write.</summary>
    [Output]
    public string Manifest { get; set; } = "";

    /// <summary>Name of the service, and of its files.</summary>
    [Output]
    public string ServiceName { get; set; } = "";

    /// <summary>Whether the nginx site is asked for.</summary>
    [Output]
    public bool WritesNginx { get; set; }

    /// <summary>Whether the systemd units are asked for.</summary>
    [Output]
    public bool WritesSystemd { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (DeployTargets.Parse(Deploy, out IReadOnlyList<string> chosen) is { } problem)
            return Fail(DeployCodes.UnknownDeployTarget, $"GatehouseDeploy: {problem}");

        // Asked for its list of files without having been built: there will be nothing to publish either.
        if (chosen.Count == 0 || !File.Exists(AssemblyFile)) return true;
        try
        {
            if (ManifestMetadata.Read(AssemblyFile) is not { } json)
            {
                if (IsProgram) WarnThatNothingIsWritten();
                return true;
            }

            AppManifest manifest = ManifestParser.Parse(json);
            Settle(manifest, chosen);
            if (!CheckProperties()) return false;
            if (WritesNginx) CompareTrust(manifest);
            CheckStaticFolders(manifest);
            Manifest = json;
            return !Log.HasLoggedErrors;
        }
        catch (ManifestException e)
        {
            return Fail(e.Code, $"The Gatehouse manifest in '{AssemblyFile}' cannot be used: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(DeployCodes.MalformedManifest, $"The Gatehouse manifest in '{AssemblyFile}' cannot be read: {e.Message}");
        }
    }

    private void Settle(AppManifest manifest, IReadOnlyList<string> chosen)
    {
        ServiceName = manifest.Name;
        WritesNginx = chosen.Contains(DeployTargets.Nginx);
        WritesSystemd = chosen.Contains(DeployTargets.Systemd);
        if (SocketPath.Length == 0) SocketPath = $"/run/{manifest.Name}.sock";
        if (InstallDirectory.Length == 0) InstallDirectory = $"/usr/lib/{manifest.Name}";
    }

    private bool CheckProperties()
    {
        Check("GatehouseSocketPath", DeployProperty.Path(SocketPath));
        Check("GatehouseInstallDirectory", DeployProperty.Path(InstallDirectory));
        if (WritesNginx)
        {
            Check("GatehouseNginxLogDirectory", DeployProperty.Path(NginxLogDirectory));
            if (NginxListen.Length == 0) Check("GatehouseNginxListen", "it is empty");
            foreach (string listen in ListValue.Split(NginxListen)) Check("GatehouseNginxListen", DeployProperty.Listen(listen));
        }

        if (WritesSystemd)
        {
            Check("GatehouseSocketGroup", DeployProperty.Group(SocketGroup));
            Check("AssemblyName", DeployProperty.FileName(ExecutableName));
            if (!HasExecutable)
            {
                Fail(
                    DeployCodes.NoExecutable,
                    "UseAppHost is false: publishing makes no executable that the systemd unit could start. Take it out, or set GatehouseDeploy to nginx.");
            }
        }

        return !Log.HasLoggedErrors;
    }

    private void CompareTrust(AppManifest manifest)
    {
        if (manifest.TrustedProxies.Count == 0) return;
        if (!manifest.TrustsUnixPeers)
        {
            Warn(
                DeployCodes.TrustMismatch,
                $"{manifest.App} trusts {string.Join(", ", manifest.TrustedProxies)}, but nginx comes over the Unix socket {SocketPath}: the application will "
                + "not believe it. Add \"unix:\" to [TrustedProxies], or set GatehouseDeploy to systemd.");
        }
        else if (manifest.ProxyHops != 1)
        {
            Warn(
                DeployCodes.TrustMismatch,
                $"{manifest.App} expects {manifest.ProxyHops} proxies, but the nginx site states one hop, itself: the application will ignore "
                + "its headers. Set Hops = 1 in [TrustedProxies], or write the site for the proxies in front of it by hand.");
        }
    }

    private void CheckStaticFolders(AppManifest manifest)
    {
        string[] published = [.. ListValue.Split(StaticFolders).Select(folder => folder.TrimEnd('/') + "/")];
        foreach (StaticFolder folder in manifest.StaticFolders)
        {
            string declaration = $"[StaticFiles(\"{folder.Path}\", \"{folder.Folder}\")]";
            string path = Path.Combine(Path.GetDirectoryName(ProjectFile)!, folder.Folder);
            if (!Directory.Exists(path))
            {
                Warn(
                    DeployCodes.StaticFolderNotPublished,
                    $"There is no folder '{path}' for {declaration}: the program will not start unless it finds the folder beside itself.");
            }
            else if (!published.Any(other => (folder.Folder + "/").StartsWith(other, StringComparison.Ordinal)))
            {
                Warn(
                    DeployCodes.StaticFolderNotPublished,
                    $"The folder '{folder.Folder}' of {declaration} is not published. Add it to the property GatehouseStaticFolders.");
            }
        }
    }

    private void WarnThatNothingIsWritten() => Warn(
        DeployCodes.NoManifest,
        $"'{AssemblyFile}' has no Gatehouse manifest, so no nginx and systemd files are written. "
        + "Mark a class with [GatewayApp], or set GatehouseDeploy to none.");

    private void Check(string property, string? problem)
    {
        if (problem is not null) Fail(DeployCodes.BadProperty, $"{property}: {problem}.");
    }

    private bool Fail(string code, string message)
    {
        Log.LogError(null, code, null, null, ProjectFile, 0, 0, 0, 0, "{0}", message);
        return false;
    }

    private void Warn(string code, string message) =>
        Log.LogWarning(null, code, null, null, ProjectFile, 0, 0, 0, 0, "{0}", message);
}
