namespace Gatehouse.EndToEnd;

/// <summary>The scaffolded app with the pets of samples/PetStore as native code, for .NET 9: published once, for the first test that asks.</summary>
public sealed class NativeApp(PackedRepository repository)
{
    // The scaffolded class keeps its route; publishing takes minutes, and one program serves all tests.
    private const string Joint = """
        using Gatehouse;

        [GatewayJson(typeof(PetJson))]
        [OpenApi(Title = "Pet Store")]
        public partial class Native
        {
            [Service]
            internal Shelf Shelf { get; } = new();
        }
        """;

    private static readonly string[] Pets = ["Pet.cs", "PetJson.cs", "Pets.cs", "Shelf.cs"];

    private Task<(ScaffoldedApp App, Command Publish)>? published;

    /// <summary>The app, and what publishing it printed. Skips the test without a native toolchain.</summary>
    internal Task<(ScaffoldedApp App, Command Publish)> PublishAsync()
    {
        Requires.NativeToolchain();
        return published ??= BuildAsync();
    }

    private async Task<(ScaffoldedApp App, Command Publish)> BuildAsync()
    {
        ScaffoldedApp app = await repository.ScaffoldAsync("Native", "--aot", "--framework", "net9.0");
        foreach (string file in Pets) File.Copy(Path.Combine(Repository.Root, "samples/PetStore", file), Path.Combine(app.Directory, file));
        await File.WriteAllTextAsync(Path.Combine(app.Directory, "Native.Pets.cs"), Joint);
        return (app, await app.PublishAsync("-r", "linux-x64"));
    }
}
