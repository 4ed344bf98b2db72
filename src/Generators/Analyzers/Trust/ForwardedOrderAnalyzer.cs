using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1019: finds calls of UseForwardedHeaders behind middleware that needs what it finds out, and second ones.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForwardedOrderAnalyzer : DiagnosticAnalyzer
{
    private const string Routing = "UseRouting";

    private static readonly ImmutableHashSet<string> NeedsClient = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "UseHttpsRedirection",
        "UseHsts",
        "UseAuthentication",
        "UseAuthorization",
        "UseRateLimiter",
        "UseHttpLogging",
        Routing,
        "UseEndpoints",
        "UseHostFiltering",
        "Map",
        "MapWhen");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(ForwardedOptionsRules.ForwardedHeadersTooLate);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (ForwardedOptionsTypes.From(start.Compilation) is { } types) ForwardedBlocks.Register(start, types, (block, values) => Analyze(block, values, types));
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, BlockValues values, ForwardedOptionsTypes types)
    {
        // By their ends: of a chain of calls, the innermost runs first.
        List<Step> steps =
        [
            .. values.Operations.OfType<IInvocationOperation>()
                .Where(call => types.IsUse(call) || IsInNeed(call.TargetMethod))
                .OrderBy(call => call.Syntax.Span.End)
                .Select(call => new Step(call, RootOf(call), CodePath.Of(call, types), types.IsUse(call))),
        ];
        for (int i = 0; i < steps.Count; i++)
        {
            Step use = steps[i];
            if (!use.IsUse || use.Root is null) continue;
            List<Step> before = steps.Take(i).Where(step => SymbolEqualityComparer.Default.Equals(step.Root, use.Root) && !step.Path.Excludes(use.Path)).ToList();

            // Without options of its own, the middleware is added to a pipeline once, however often that is called for.
            if (use.HasNoOptions && before.Exists(step => step.HasNoOptions && step.Path.Covers(use.Path))) continue;
            Step? culprit = before.Find(step => step.IsUse && !(step.HasNoOptions && use.HasNoOptions))
                ?? before.Find(step => !step.IsUse && (step.Call.TargetMethod.Name != Routing || TakesHost(use.Call, values, types)));
            if (culprit is null) continue;
            context.ReportDiagnostic(Diagnostic.Create(
                ForwardedOptionsRules.ForwardedHeadersTooLate,
                Places.NameOf(use.Call),
                [culprit.Call.Syntax.GetLocation()],
                culprit.IsUse
                    ? "A second UseForwardedHeaders takes one more entry of X-Forwarded-For, which the client may have written; keep the first"
                    : $"{culprit.Call.TargetMethod.Name} runs before UseForwardedHeaders, and {HarmOf(culprit.Call.TargetMethod.Name)}; call UseForwardedHeaders first"));
        }
    }

    private static string HarmOf(string middleware) => middleware switch
    {
        "UseHttpsRedirection" => "redirects without end where the proxy speaks http to the app",
        "UseHsts" => "sends no header where the proxy speaks http to the app",
        "UseAuthentication" => "makes its links and cookies for the scheme and host of the proxy's request",
        "UseRateLimiter" => "counts all clients as one",
        "UseHttpLogging" => "logs the proxy in the place of each client",
        _ => "takes the proxy for the client",
    };

    /// <summary>
    /// Whether the host is taken, by which routes can be chosen; of all that the middleware finds out, routing looks at nothing else. Options
    /// that are not set in the same block may take it.
    /// </summary>
    private static bool TakesHost(IInvocationOperation use, BlockValues values, ForwardedOptionsTypes types)
    {
        List<OptionFact> flags =
        [
            .. ForwardedOptionsReader.Read(types, values)
                .Where(options => HasNoOptions(use) ? options.Creation is null : options.Use == use)
                .SelectMany(options => options.Surviving(OptionAction.SetFlags)),
        ];
        return flags.Count == 0 || flags.Exists(set => set.Number is null || ForwardedFields.Has(set, ForwardedFields.Host));
    }

    private static bool HasNoOptions(IInvocationOperation use) => use.Arguments.Length == 1;

    /// <summary>
    /// Middleware, not endpoints: MapGet and its kin run at the end of the pipeline, wherever they are declared.
    /// </summary>
    private static bool IsInNeed(IMethodSymbol method)
    {
        if (!NeedsClient.Contains(method.Name)) return false;
        IMethodSymbol declared = method.ReducedFrom ?? method;
        return declared is { IsExtensionMethod: true, Parameters: { IsEmpty: false } parameters }
            && parameters[0].Type is { Name: "IApplicationBuilder", ContainingNamespace.Name: "Builder" };
    }

    /// <summary>The variable whose pipeline a call adds to; null where it is none.</summary>
    private static ISymbol? RootOf(IOperation? operation) => operation switch
    {
        IConversionOperation conversion => RootOf(conversion.Operand),
        IInvocationOperation { Instance: { } instance } => RootOf(instance),
        IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: { IsEmpty: false } arguments } => RootOf(arguments[0].Value),
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    private sealed record Step(IInvocationOperation Call, ISymbol? Root, CodePath Path, bool IsUse)
    {
        /// <summary>Whether this is a call of UseForwardedHeaders that takes the configured options.</summary>
        public bool HasNoOptions => IsUse && HasNoOptions(Call);
    }
}
