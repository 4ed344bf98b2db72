using Gatehouse.Tasks.Manifest;
using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace Gatehouse.Tasks.Nginx;

/// <summary>Writes the nginx site. Its inputs have been checked by <see cref="PrepareDeployFiles"/>.</summary>
public sealed class WriteNginxSite : Task
{
    /// <summary>The manifest's text.</summary>
    [Required]
    public string Manifest { get; set; } = "";

    /// <summary>Values of the listen directives.</summary>
    [Required]
    public string Listen { get; set; } = "";

    /// <summary>Directory of the logs.</summary>
    [Required]
    public string LogDirectory { get; set; } = "";

    /// <summary>Unix socket of the application.</summary>
    [Required]
    public string SocketPath { get; set; } = "";

    /// <summary>Where the published files are copied to.</summary>
    [Required]
    public string InstallDirectory { get; set; } = "";

    /// <summary>File to write.</summary>
    [Required]
    public string OutputFile { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        var options = new NginxOptions(ListValue.Split(Listen), LogDirectory, SocketPath, InstallDirectory);
        DeployFile.Write(OutputFile, NginxSite.Render(ManifestParser.Parse(Manifest), options));
        return true;
    }
}
