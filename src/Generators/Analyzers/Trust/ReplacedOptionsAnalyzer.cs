using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1023: finds options that are handed to UseForwardedHeaders where others are configured, which then mean nothing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReplacedOptionsAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(ForwardedOptionsRules.ConfiguredOptionsReplaced);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (ForwardedOptionsTypes.From(context.Compilation) is not { } types) return;
        Compilation compilation = context.Compilation;
        ImmutableArray<AdditionalText> files = context.Options.AdditionalFiles;

        // Looked for once, and only where options are handed over.
        var unread = new Lazy<Location?>(() => ConfiguredOptions.FindUnread(compilation, files));
        ForwardedBlocks.Register(context, types, (block, values) =>
        {
            foreach (ForwardedOptions options in ForwardedOptionsReader.Read(types, values))
            {
                if (options is not { Creation: not null, Use: { } use } || unread.Value is not { } configured) continue;
                block.ReportDiagnostic(Diagnostic.Create(
                    ForwardedOptionsRules.ConfiguredOptionsReplaced,
                    Places.NameOf(use),
                    CodePath.Of(use, types).IsOfDevelopment ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
                    [configured],
                    properties: null));
            }
        });
    }
}
