using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Gatehouse.Bench.Routing;

/// <summary>
/// ASP.NET Core's matcher for the same routes. It is internal: the factory is resolved by reflection, and the matcher is called
/// without the middleware before it, and without the server that decodes the path for it.
/// </summary>
internal sealed class DfaMatcher : IMatcher
{
    private readonly Route[] routes;
    private readonly Func<HttpContext, Task> match;
    private readonly DefaultHttpContext context = new();
    private readonly PathString[] paths;
    private int sum;

    public DfaMatcher(Route[] routes)
    {
        this.routes = routes;
        paths = [.. routes.Select(route => new PathString(route.Path))];
        ServiceProvider services = new ServiceCollection().AddLogging().AddRouting().BuildServiceProvider();
        context.RequestServices = services;
        var endpoints = new DefaultEndpointDataSource(routes.Select(EndpointOf));
        Type factoryType = typeof(EndpointDataSource).Assembly.GetType("Microsoft.AspNetCore.Routing.Matching.MatcherFactory", throwOnError: true)!;
        object factory = services.GetRequiredService(factoryType);
        object matcher = factoryType.GetMethod("CreateMatcher")!.Invoke(factory, [endpoints])!;
        match = matcher.GetType().GetMethod("MatchAsync", BindingFlags.Instance | BindingFlags.Public)!.CreateDelegate<Func<HttpContext, Task>>(matcher);
    }

    public string Describe(int index)
    {
        Prepare(index);
        match(context).GetAwaiter().GetResult();
        return (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
    }

    public void Run(int[] order)
    {
        foreach (int index in order)
        {
            Prepare(index);
            if (match(context).IsCompleted) sum++;
        }
    }

    public void RunEmpty(int[] order)
    {
        foreach (int index in order)
        {
            Prepare(index);
            sum += context.Request.Path.Value![^1];
        }
    }

    private void Prepare(int index)
    {
        context.Request.Method = routes[index].Method;
        context.Request.Path = paths[index];
    }

    private static Endpoint EndpointOf(Route route) =>
        new RouteEndpointBuilder(_ => Task.CompletedTask, RoutePatternFactory.Parse(route.Template), 0)
        {
            Metadata = { new HttpMethodMetadata([route.Method]) },
        }.Build();
}
