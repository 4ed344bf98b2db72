using Gatehouse.Tasks.Manifest;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Gatehouse.Tasks.Systemd;

/// <summary>Writes the service and the socket unit. Its inputs have been checked by <see cref="PrepareDeployFiles"/>.</summary>
public sealed class WriteSystemdUnits : Task
{
    /// <summary>The manifest's text.</summary>
    [Required]
    public string Manifest { get; set; } = "";

    /// <summary>Directory that the published files are copied to.</summary>
    [Required]
    public string InstallDirectory { get; set; } = "";

    /// <summary>File name of the program.</summary>
    [Required]
    public string ExecutableName { get; set; } = "";

    /// <summary>Unix socket that systemd listens on.</summary>
    [Required]
    public string SocketPath { get; set; } = "";

    /// <summary>Group that may connect to it.</summary>
    [Required]
    public string SocketGroup { get; set; } = "";

    /// <summary>Whether the program is native code.</summary>
    public bool IsNative { get; set; }

    /// <summary>Service unit to write.</summary>
    [Required]
    public string ServiceFile { get; set; } = "";

    /// <summary>Socket unit to write.</summary>
    [Required]
    public string SocketFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        AppManifest manifest = ManifestParser.Parse(Manifest);
        var options = new UnitOptions(InstallDirectory, ExecutableName, SocketPath, SocketGroup, IsNative);
        DeployFile.Write(ServiceFile, ServiceUnit.Render(manifest, options));
        DeployFile.Write(SocketFile, SocketUnit.Render(manifest, options));
        return true;
    }
}
