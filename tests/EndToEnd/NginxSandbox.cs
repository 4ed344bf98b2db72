using System.Runtime.InteropServices;

namespace Gatehouse.EndToEnd;

/// <summary>
/// A directory in which nginx runs without the machine's own configuration, logs and rights: its nginx.conf holds what Debian's
/// has around sites-enabled, and includes one published site.
/// </summary>
internal sealed class NginxSandbox : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gatehouse-nginx-").FullName;

    /// <param name="site">The published site file.</param>
    public NginxSandbox(string site)
    {
        Program = Requires.Tool("nginx");
        LogDirectory = Path.Combine(directory, "logs");
        Directory.CreateDirectory(LogDirectory);
        File.WriteAllText(Path.Combine(directory, "nginx.conf"), $$"""
            {{(IsRoot ? "user root;" : "")}}
            daemon off;
            worker_processes 1;
            pid {{directory}}/nginx.pid;
            events { worker_connections 256; }
            http {
                access_log off;
                client_body_temp_path {{directory}}/body;
                proxy_temp_path {{directory}}/proxy;
                fastcgi_temp_path {{directory}}/fastcgi;
                uwsgi_temp_path {{directory}}/uwsgi;
                scgi_temp_path {{directory}}/scgi;
                include {{site}};
            }
            """);
    }

    /// <summary>Path of nginx.</summary>
    public string Program { get; }

    /// <summary>Where nginx writes its own errors.</summary>
    public string LogDirectory { get; }

    // Workers of a root nginx would run as another user, who may not enter a test's directory.
    private static bool IsRoot => geteuid() == 0;

    /// <summary>Arguments that make nginx use the sandbox.</summary>
    public IReadOnlyList<string> Arguments =>
        ["-p", directory, "-c", Path.Combine(directory, "nginx.conf"), "-e", Path.Combine(LogDirectory, "nginx.error.log")];

    /// <summary>What <c>nginx -t</c> says beside that all is well.</summary>
    public async Task<string> CheckAsync()
    {
        Command check = await Command.RunAsync(Program, [.. Arguments, "-t"], limit: TimeSpan.FromSeconds(20));
        IEnumerable<string> messages = check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.EndsWith("syntax is ok", StringComparison.Ordinal) && !line.EndsWith("test is successful", StringComparison.Ordinal));
        return check.ExitCode == 0 ? string.Join('\n', messages) : $"exit code {check.ExitCode}\n{check.Output}";
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [DllImport("libc")]
    private static extern uint geteuid();
}
