using Gatehouse.Tasks.Manifest;
using Gatehouse.Tasks.Systemd;

namespace Gatehouse.Tasks.Tests;

public sealed class SystemdUnitTests
{
    private static readonly UnitOptions Managed = new("/usr/lib/hello", "Hello", "/run/hello.sock", "www-data", IsNative: false);

    private static readonly UnitOptions Native = new("/opt/web-shop", "Shop Front", "/srv/shop/app.sock", "nginx", IsNative: true);

    [Fact]
    public void A_managed_service_runs_in_a_sandbox_that_its_JIT_survives() =>
        Snapshot.Match(ServiceUnit.Render(ManifestParser.Parse(Manifests.Hello), Managed), "hello.service");

    [Fact]
    public void A_native_service_runs_in_a_stricter_one() =>
        Snapshot.Match(ServiceUnit.Render(ManifestParser.Parse(Manifests.Shop), Native), "shop.service");

    [Fact]
    public void The_socket_is_open_to_nginx_alone() =>
        Snapshot.Match(SocketUnit.Render(ManifestParser.Parse(Manifests.Hello), Managed), "hello.socket");

    [Fact]
    public void The_socket_is_where_the_project_puts_it() =>
        Snapshot.Match(SocketUnit.Render(ManifestParser.Parse(Manifests.Shop), Native), "shop.socket");

    [Fact]
    public void Systemd_waits_longer_than_the_graceful_timeout() =>
        Assert.Contains("\nTimeoutStopSec=135\n", ServiceUnit.Render(ManifestParser.Parse(Manifests.Shop), Native));

    [Fact]
    public void A_program_name_with_specifiers_stands_for_itself()
    {
        UnitOptions options = Managed with { Executable = "100%$HOME" };
        Assert.Contains("\nExecStart=/usr/lib/hello/100%%$$HOME prefork\n", ServiceUnit.Render(ManifestParser.Parse(Manifests.Hello), options));
    }
}
